"""The pages and the JSON interface: the same words as the command line."""
