"""Everything that keeps the casebook itself safe, on one page."""
