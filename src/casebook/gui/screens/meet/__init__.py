"""Teammates: the places of meeting them."""
