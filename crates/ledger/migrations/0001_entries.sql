-- The ledger as it was first: the entries, which only grow, and what is derived from them.
-- A later version adds a file beside this one and never changes this one.

-- What the file is; one row, written once.
CREATE TABLE ledger (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    environment TEXT NOT NULL CHECK (environment IN ('live', 'test', 'practice')),
    genesis     BLOB NOT NULL CHECK (length(genesis) = 32)
) STRICT;

-- The record itself. `hash` covers every other column and the hash before it; src/hash.rs says how.
CREATE TABLE entry (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms      INTEGER NOT NULL,
    actor      TEXT NOT NULL,
    connection TEXT NOT NULL,
    sale       TEXT,
    kind       TEXT NOT NULL,
    attempt    INTEGER CHECK ((attempt IS NOT NULL) = (kind IN ('intended', 'turned_away'))),
    body       TEXT NOT NULL,
    prev_hash  BLOB NOT NULL CHECK (length(prev_hash) = 32),
    hash       BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- The time line of a sale; and one request, one intent: a second one of the same attempt cannot exist.
CREATE UNIQUE INDEX entry_sale ON entry (sale, kind, attempt) WHERE sale IS NOT NULL;
CREATE INDEX entry_connection ON entry (connection);

CREATE TRIGGER entry_never_changes BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entries never change'); END;

CREATE TRIGGER entry_never_goes BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entries never go'); END;

-- REPLACE deletes without firing the trigger above, so what it could replace is refused before.
CREATE TRIGGER entry_only_follows BEFORE INSERT ON entry
WHEN NEW.seq IS NOT 1 + coalesce((SELECT max(seq) FROM entry), 0)
    OR NEW.prev_hash IS NOT coalesce((SELECT hash FROM entry ORDER BY seq DESC LIMIT 1), (SELECT genesis FROM ledger))
    OR EXISTS (SELECT 1 FROM entry WHERE sale = NEW.sale AND kind = NEW.kind AND attempt = NEW.attempt)
BEGIN SELECT RAISE(ABORT, 'an entry only follows the last one'); END;

CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'what the file is never changes'); END;

CREATE TRIGGER ledger_never_goes BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'what the file is never goes'); END;

CREATE TRIGGER ledger_is_written_once BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger)
BEGIN SELECT RAISE(ABORT, 'what the file is never changes'); END;

-- Derived, one row a sale: `body` is the whole of it, the other columns are what is looked up. Every index costs a page of
-- every sale: a sale is found by its id through its intent, and what nearly all sales are is not indexed.
CREATE TABLE sale (
    first_seq    INTEGER PRIMARY KEY,
    id           TEXT NOT NULL,
    connection   TEXT NOT NULL,
    msisdn       TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency     TEXT NOT NULL,
    state        TEXT NOT NULL,
    open         INTEGER NOT NULL,
    asked_at     INTEGER NOT NULL,
    person       TEXT NOT NULL,
    reference    TEXT,
    body         TEXT NOT NULL
) STRICT;

CREATE INDEX sale_connection ON sale (connection);
CREATE INDEX sale_msisdn ON sale (msisdn, asked_at);
CREATE INDEX sale_amount ON sale (amount_minor);
CREATE INDEX sale_state ON sale (state) WHERE state NOT IN ('intended', 'confirmed');
CREATE INDEX sale_person ON sale (person);
CREATE INDEX sale_reference ON sale (reference) WHERE reference IS NOT NULL;
CREATE INDEX sale_open ON sale (connection) WHERE open = 1;

-- Derived, one row a connection: the newest balance that was seen.
CREATE TABLE float_seen (
    connection TEXT PRIMARY KEY,
    seq        INTEGER NOT NULL,
    at_ms      INTEGER NOT NULL,
    minor      INTEGER NOT NULL,
    currency   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
