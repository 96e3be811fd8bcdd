"""Whose passphrases open the casebook, and changing that."""
