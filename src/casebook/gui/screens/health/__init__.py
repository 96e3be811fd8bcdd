"""Whether everything in the casebook holds, and what to do where it does not."""
