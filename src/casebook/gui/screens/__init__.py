"""One folder for each place a user can be."""
