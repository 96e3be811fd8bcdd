"""What a searcher of this computer would find beside the casebook."""
