"""The last page of a casebook that is no more here."""
