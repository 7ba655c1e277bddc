"""From evidence to probability, and from probabilities to quantities."""
