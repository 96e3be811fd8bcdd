"""Opening a casebook."""
