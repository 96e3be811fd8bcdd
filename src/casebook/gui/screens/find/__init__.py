"""Finding a record or a thing to do, from anywhere."""
