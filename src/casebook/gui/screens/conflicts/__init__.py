"""Where two versions wait for a decision."""
