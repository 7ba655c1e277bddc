"""Pages of the report, in parts."""
