"""Whether a casebook that lies elsewhere was moved or copied."""
