"""Names, addresses and lists."""
