-- What came from teammates, import by import, so that one can be set aside as a whole.
CREATE TABLE import (
  n INTEGER PRIMARY KEY,
  act BLOB NOT NULL UNIQUE,
  since INTEGER NOT NULL,             -- when it was taken, in milliseconds: shown, decides nothing
  undone INTEGER NOT NULL DEFAULT 0   -- set aside by this casebook
);
CREATE TABLE imported (
  entry INTEGER PRIMARY KEY REFERENCES entry (n),
  import INTEGER NOT NULL REFERENCES import (n)
);
CREATE INDEX imported_in ON imported (import);
-- Encrypted files that records name and that have not come in full.
CREATE TABLE awaited (
  file TEXT PRIMARY KEY,
  here BLOB NOT NULL                  -- which frames of it have come: one bit each
) WITHOUT ROWID;
-- Sealed blobs for other devices, kept to be handed on: what lies in files/ under a name and a key of its own.
CREATE TABLE carried (
  n INTEGER PRIMARY KEY,              -- the order of arrival: of one giver the oldest goes first
  id BLOB NOT NULL UNIQUE,
  giver BLOB NOT NULL,
  size INTEGER NOT NULL,
  file TEXT NOT NULL,
  key BLOB NOT NULL
);
