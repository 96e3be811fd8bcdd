"""What others sent: verified first, kept as a source, hidden and destroyed when they ask for it."""
