"""People who may be one, by how their names sound and what else is known."""
