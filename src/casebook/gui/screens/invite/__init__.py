"""Taking somebody into the team."""
