"""What a lost device held: who is in danger, which sources to move, which keys to cut."""
