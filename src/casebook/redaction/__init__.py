"""Discretion: who may see what."""
