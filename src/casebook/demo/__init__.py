"""The story of `casebook demo`; the only room that sees both shells."""
