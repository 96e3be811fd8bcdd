"""An interview: consent first, then what happened."""
