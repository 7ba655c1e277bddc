"""The native tables: recognised by header, checked by column."""
