"""The memory: signed entries, their fold, and the tables made from them."""
