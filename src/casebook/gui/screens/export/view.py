"""What leaves: the screen of an export, from the choice of records to the bundle that was signed and written."""
