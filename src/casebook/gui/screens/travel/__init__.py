"""Before a journey: sealed for somebody else, perhaps a small casebook for the road, then the wipe."""
