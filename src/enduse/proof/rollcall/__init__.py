"""The roll call: so many chips of a class present and working at once."""
