"""Seals: which records are fixed as they read now, and sealing them on the device that recorded them."""
