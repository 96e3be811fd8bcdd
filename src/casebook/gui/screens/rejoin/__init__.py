"""An old copy, or a restored casebook, becomes one of the team again."""
