"""Where the backups are, what they still hold, and making new ones."""
