"""The parts catalogue, one file a maker."""
