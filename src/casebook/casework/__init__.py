"""Verbs and questions over an open casebook."""
