"""Errors, verbs and verdicts put into sentences, for both shells."""
