"""Circles: who may know what the others may not."""
