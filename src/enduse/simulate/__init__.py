"""Worlds with known truth, synthetic, for benchmarks only."""
