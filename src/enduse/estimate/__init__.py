"""How much there is, and what for: totals with intervals, compute, sites, markets."""
