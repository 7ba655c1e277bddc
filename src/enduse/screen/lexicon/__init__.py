"""Words of names and addresses, written by hand."""
