-- Entries that are kept and do not count: beyond a cut, of a stranger, or set aside here (journal/quarantine.py).
CREATE TABLE aside (
  entry INTEGER PRIMARY KEY REFERENCES entry (n),
  why TEXT NOT NULL,                  -- beyond-cut, stranger, set-aside
  since INTEGER NOT NULL              -- when it first stood aside here, in milliseconds: shown, decides nothing
);
-- Entries that say who may write: found without reading all others. They are listed here whether they count or not.
CREATE TABLE roster_entry (
  entry INTEGER PRIMARY KEY REFERENCES entry (n)
);
INSERT INTO roster_entry SELECT DISTINCT entry FROM part
  WHERE record IS NOT NULL AND instr(bytes, CAST('signing' AS BLOB)) > 0;
