-- Derived: what can be found. `found_in` holds folded words and is the table FTS5 indexes.
CREATE TABLE found_in (
  n INTEGER PRIMARY KEY,              -- record.n
  record BLOB NOT NULL UNIQUE,
  names TEXT NOT NULL,
  body TEXT NOT NULL
);
CREATE VIRTUAL TABLE full_text USING fts5(
  names, body, content = 'found_in', content_rowid = 'n', tokenize = 'unicode61 remove_diacritics 0'
);
INSERT INTO full_text (full_text, rank) VALUES ('secure-delete', 1);
CREATE TABLE name_token (             -- one folded word of somebody's name
  t INTEGER PRIMARY KEY,
  folded TEXT NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (folded, text)
);
CREATE TABLE token_key (              -- two tokens that may be one name share a key
  key TEXT NOT NULL,
  t INTEGER NOT NULL,
  PRIMARY KEY (key, t)
) WITHOUT ROWID;
CREATE INDEX token_key_of ON token_key (t);
CREATE TABLE bearer (                 -- who bears it
  t INTEGER NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (t, n)
) WITHOUT ROWID;
CREATE INDEX bearer_of ON bearer (n);
