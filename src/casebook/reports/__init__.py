"""Telling: documents for readers, made from records."""
