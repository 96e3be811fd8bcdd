"""Orders to erase that teammates gave."""
