"""Reference data that several stages need."""
