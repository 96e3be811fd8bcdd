"""A teammate's laptop is gone."""
