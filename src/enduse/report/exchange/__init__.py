"""The same case in formats that other programs read."""
