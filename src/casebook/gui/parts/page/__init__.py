"""The page of a record, made from the declaration of its kind."""
