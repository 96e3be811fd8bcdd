"""Rounds: the dates on which editions and notices go out to everybody, whether anything was withdrawn or not."""
