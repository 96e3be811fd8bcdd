-- The durable tables: what people recorded. Everything else can be made again from them.
CREATE TABLE feed (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,            -- hash of the origin
  public BLOB NOT NULL,               -- the Ed25519 key that signs it
  compartment BLOB NOT NULL
);
CREATE TABLE entry (
  n INTEGER PRIMARY KEY,              -- the order of arrival here; means nothing elsewhere
  id BLOB NOT NULL UNIQUE,
  feed INTEGER NOT NULL REFERENCES feed (n),
  seq INTEGER NOT NULL,               -- two entries may share one: a fork
  header BLOB NOT NULL,
  signature BLOB NOT NULL,
  act BLOB                            -- copied from the stamp, to find what belongs together
);
CREATE INDEX entry_in_feed ON entry (feed, seq);
CREATE INDEX entry_of_act ON entry (act) WHERE act IS NOT NULL;
CREATE TABLE part (
  entry INTEGER NOT NULL REFERENCES entry (n),
  place INTEGER NOT NULL,             -- 0 is the stamp
  record BLOB,                        -- copied from the bytes, to find them
  bytes BLOB NOT NULL,
  PRIMARY KEY (entry, place)
) WITHOUT ROWID;
CREATE INDEX part_of_record ON part (record) WHERE record IS NOT NULL;
-- What is being typed: unsigned, never shared, overwritten.
CREATE TABLE draft (
  record BLOB NOT NULL,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  text TEXT NOT NULL,
  replaces BLOB NOT NULL,
  PRIMARY KEY (record, unit)
) WITHOUT ROWID;
-- What this casebook knows of itself: its own device, its own feed.
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;
