"""A consent or a decision ends: what held it, and what to do about each."""
