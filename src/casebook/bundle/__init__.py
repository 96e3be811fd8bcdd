"""Handing over: signed, redacted packages for others."""
