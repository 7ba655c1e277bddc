"""What to check next, and what a check has shown."""
