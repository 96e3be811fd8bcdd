"""The nouns: what a record may say."""
