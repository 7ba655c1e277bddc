"""Law as dated data: rules, verdicts, determinations."""
