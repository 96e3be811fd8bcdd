"""The safe: keys, the encrypted database, encrypted files."""
