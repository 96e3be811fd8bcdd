"""Finding, in any script and spelling."""
