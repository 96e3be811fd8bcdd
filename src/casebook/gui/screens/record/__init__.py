"""The page of one record, made from the declaration of its kind."""
