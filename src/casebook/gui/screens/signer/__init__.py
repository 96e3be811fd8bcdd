"""The keys of this organisation: what to put on the card, and what to do when the signing key is lost."""
