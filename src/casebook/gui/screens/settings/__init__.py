"""How this computer shows the casebook, and the keys."""
