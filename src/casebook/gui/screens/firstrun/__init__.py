"""The first day: making a casebook."""
