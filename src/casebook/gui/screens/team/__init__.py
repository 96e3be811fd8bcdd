"""People and devices of the team, and how they stand."""
