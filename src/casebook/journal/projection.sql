-- Derived tables: made from the journal, dropped and made again whenever their shape changes.
CREATE TABLE record (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,                 -- the first four letters of the short code
  title TEXT NOT NULL,
  life INTEGER NOT NULL,              -- 0 live, 1 deleted, 2 disputed
  conflicts INTEGER NOT NULL,
  created INTEGER NOT NULL,           -- hybrid time of the first and of the last entry here
  changed INTEGER NOT NULL,
  state BLOB NOT NULL,
  shown BLOB NOT NULL,                -- the order in which the elements of lists were added
  compartment BLOB NOT NULL           -- the team's, or that of the circle it belongs to
);
CREATE INDEX record_kind ON record (kind, life, changed);
CREATE INDEX record_compartment ON record (compartment, kind);
CREATE INDEX record_code ON record (code);
CREATE INDEX record_conflicts ON record (conflicts) WHERE conflicts > 0;
CREATE TABLE link (                   -- who points at whom, for pages that show what belongs to a record
  target BLOB NOT NULL,
  source BLOB NOT NULL,
  path TEXT NOT NULL,
  PRIMARY KEY (target, source, path)
) WITHOUT ROWID;
CREATE INDEX link_of_source ON link (source);
CREATE TABLE erase_order (
  entry BLOB NOT NULL,
  record BLOB NOT NULL,
  unit TEXT,
  reason TEXT NOT NULL
);
CREATE INDEX erase_order_record ON erase_order (record);
