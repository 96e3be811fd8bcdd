"""The life of a record, beside its page."""
