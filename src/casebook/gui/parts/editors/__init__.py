"""Editors: one for each kind of field, with one manner."""
