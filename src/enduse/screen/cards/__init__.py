"""One card a list: publisher, authority, columns, counts."""
