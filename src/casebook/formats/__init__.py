"""Bytes others also understand; this room knows nothing of cases."""
