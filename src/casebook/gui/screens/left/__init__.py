"""What left: every bundle, who has it, and what became of it."""
