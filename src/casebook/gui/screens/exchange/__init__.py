"""What leaves and what comes: the places of giving and receiving."""
