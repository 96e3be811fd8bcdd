"""Casebook: an offline casebook for people who document human-rights violations."""

__version__ = "0.1.0"
