"""Names, addresses and ownership against lists of restricted parties."""
