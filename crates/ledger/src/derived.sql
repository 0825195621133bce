-- What is derived from the entries: dropped and made anew whenever `DERIVED_VERSION` of src/schema.rs is raised. It is no part
-- of the format, so it may be changed freely; a change here raises that version.

-- One narrow row a sale: what it is looked up by. Walks go along it from the newest sale on, so the whole of a sale stands
-- apart. Every index costs a page of every sale: a sale is found by its id through its intent, and what nearly all sales
-- are is not indexed.
-- `product` is the service's id of what was bought, where it sells by products; a price of more places than its currency
-- has no `price_minor`.
-- `open` says that money is unknown, that the service has more to say, or that the charge may still move the float.
CREATE TABLE sale (
    first_seq   INTEGER PRIMARY KEY,
    id          TEXT NOT NULL,
    connection  TEXT NOT NULL,
    kind        TEXT NOT NULL,
    subject     TEXT NOT NULL,
    product     TEXT,
    price_minor INTEGER,
    currency    TEXT,
    state       TEXT NOT NULL,
    open        INTEGER NOT NULL,
    asked_at    INTEGER NOT NULL,
    sold_by     TEXT NOT NULL,
    reference   TEXT
) STRICT;

-- The whole of a sale, as JSON.
CREATE TABLE sale_body (
    first_seq INTEGER PRIMARY KEY,
    body      TEXT NOT NULL
) STRICT;

-- Whole numbers, for the questions that a sale waits for.
CREATE INDEX sale_subject ON sale (subject, asked_at);

-- For searches; src/search/walk.rs says how. Each begins with the connection, and a search of all connections merges theirs.
CREATE INDEX sale_connection ON sale (connection);
CREATE INDEX sale_price ON sale (connection, price_minor, currency) WHERE price_minor IS NOT NULL;
CREATE INDEX sale_sold_by ON sale (connection, sold_by);
-- Whether a connection sells products at all, so that none of its sales is looked at for the name of a customer or a SIM.
CREATE INDEX sale_product ON sale (connection) WHERE product IS NOT NULL;
-- By blocks of 16,384 entries, so that the newest sales with the same beginning are near each other.
CREATE INDEX sale_number ON sale (connection, first_seq >> 14, subject);
CREATE INDEX sale_reference ON sale (connection, first_seq >> 14, reference) WHERE reference IS NOT NULL;
-- Few sales, each with all that is compared on a walk along them; so has the index of the open ones.
CREATE INDEX sale_state ON sale (connection, state, first_seq, subject, price_minor, currency, asked_at, sold_by, reference)
    WHERE state NOT IN ('intended', 'confirmed');
CREATE INDEX sale_open ON sale (connection, first_seq, state, subject, price_minor, currency, asked_at, sold_by, reference)
    WHERE open = 1;

-- The names by which a sale of a product is found; src/sale_names.rs says which.
CREATE TABLE sale_name (
    block     INTEGER NOT NULL,
    name      TEXT NOT NULL,
    first_seq INTEGER NOT NULL,
    PRIMARY KEY (block, name, first_seq)
) STRICT, WITHOUT ROWID;

-- The currencies of prices, so that a search reads an amount in each of them.
CREATE TABLE sale_currency (
    currency TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- The first and the last sale of a day. The clock may be set back, so the days may overlap.
CREATE TABLE sale_day (
    day   INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    last  INTEGER NOT NULL
) STRICT;

-- The parts of the numbers that were sold to; src/number_parts.rs says which.
CREATE TABLE number_part (
    part TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- One row a float: the newest balance that was seen. Where the account was not known, the connection stands for it.
CREATE TABLE float_seen (
    of       TEXT PRIMARY KEY,
    seq      INTEGER NOT NULL,
    at_ms    INTEGER NOT NULL,
    minor    INTEGER NOT NULL,
    currency TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The entries that are shown to a person until somebody has looked.
CREATE TABLE unseen (
    seq   INTEGER PRIMARY KEY,
    float TEXT NOT NULL
) STRICT;
