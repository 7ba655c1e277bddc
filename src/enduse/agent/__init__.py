"""Programs on hosts and at landmarks that make delay measurements."""
