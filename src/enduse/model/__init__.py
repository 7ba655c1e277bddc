"""The nouns: frozen dataclasses that are also the tables."""
