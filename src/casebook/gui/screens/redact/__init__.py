"""What may leave of a file: covering, muting and cutting by hand, and looking at the very bytes that would go."""
