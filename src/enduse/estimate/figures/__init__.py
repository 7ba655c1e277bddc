"""Parameters as YAML: each with its distribution, unit, source, and whether it is given, calibrated or assumed."""
