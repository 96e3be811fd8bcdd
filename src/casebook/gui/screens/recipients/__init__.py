"""The address book: to whom bundles go, from whom they come, and whose keys were compared."""
