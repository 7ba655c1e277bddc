"""One file a listing of `enduse list`."""
