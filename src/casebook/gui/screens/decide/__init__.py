"""A decision about several people at once."""
