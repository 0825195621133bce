-- Every entry names its float, the newest balance is that of a float, and what nobody has looked at yet is kept at hand.

-- Absent in the entries of earlier versions and where the account was not known; covered by the hash where it is there.
ALTER TABLE entry ADD COLUMN float TEXT;

-- Entries are read by float now, no longer by connection.
DROP INDEX entry_connection;
CREATE INDEX entry_float ON entry (float) WHERE float IS NOT NULL;

-- Where an epoch of the evidence begins; few entries.
CREATE INDEX entry_epoch ON entry (float) WHERE kind IN ('declared', 'epoch_ended');

-- `open` in the table of sales says from here on that a sale is open or that its charge may still move the float.

-- Derived, one row a float: the newest balance that was seen. Where the account was not known, the connection stands for it.
DROP TABLE float_seen;
CREATE TABLE float_seen (
    of       TEXT PRIMARY KEY,
    seq      INTEGER NOT NULL,
    at_ms    INTEGER NOT NULL,
    minor    INTEGER NOT NULL,
    currency TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Derived: the entries that a person is told of until somebody has looked.
CREATE TABLE unseen (
    seq   INTEGER PRIMARY KEY,
    float TEXT NOT NULL
) STRICT;
