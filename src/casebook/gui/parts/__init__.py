"""Small widgets that know no nouns of a casebook."""
