"""The questions that a report asks of the tables."""
