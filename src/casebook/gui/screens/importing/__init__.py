"""Taking in a table: mapping, dry run, import."""
