"""Looking at and listening to a file without writing it anywhere."""
