"""Recovery shares: made, written down by hand, put in force, taken away again."""
