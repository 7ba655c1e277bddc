"""Who owns whom, and the 50 % test."""
