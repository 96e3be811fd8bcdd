"""Wiping this copy: what goes, what remains, and the word that has to be typed."""
