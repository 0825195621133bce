-- Format 3, the first that lasts: the entries, which only grow. docs/ledger-format.md describes it for a stranger.
-- A later format adds a file beside this one and never changes this one. What is derived from the entries is no part of
-- the format: src/derived.sql.

-- What the file is; one row, written once. `till` began it; entries of other tills may follow.
CREATE TABLE ledger (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    environment TEXT NOT NULL CHECK (environment IN ('live', 'test', 'practice')),
    till        TEXT NOT NULL CHECK (length(till) = 32),
    genesis     BLOB NOT NULL CHECK (length(genesis) = 32)
) STRICT;

-- The record itself. `hash` covers every column before it but three: `body` and `salt`, which `body_digest` covers, and
-- `float`, which repeats what the body says. So a name or a number can be taken out of a body one day, and the chain of
-- hashes still proves everything else. src/hash.rs says how.
CREATE TABLE entry (
    seq         INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms       INTEGER NOT NULL,
    till        TEXT NOT NULL CHECK (length(till) = 32),
    connection  TEXT,
    float       TEXT,
    sale        TEXT,
    kind        TEXT NOT NULL,
    attempt     INTEGER CHECK ((attempt IS NOT NULL) = (kind IN ('intended', 'turned_away'))),
    body        TEXT NOT NULL,
    salt        BLOB NOT NULL CHECK (length(salt) = 16),
    body_digest BLOB NOT NULL CHECK (length(body_digest) = 32),
    prev_hash   BLOB NOT NULL CHECK (length(prev_hash) = 32),
    hash        BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- The timeline of a sale; and one request, one intent: a second one of the same attempt cannot exist.
CREATE UNIQUE INDEX entry_sale ON entry (sale, kind, attempt) WHERE sale IS NOT NULL;

-- Entries are read by float.
CREATE INDEX entry_float ON entry (float) WHERE float IS NOT NULL;

-- Where an epoch of the evidence begins; few entries.
CREATE INDEX entry_epoch ON entry (float) WHERE kind IN ('declared', 'epoch_ended');

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

-- The version of what is derived: where it is not the program's, everything derived is made anew from the entries.
CREATE TABLE derived (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL
) STRICT;
