"""What runs on a host and at a landmark, so that delays can be measured."""
