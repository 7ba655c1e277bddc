"""Parameters as YAML, each with source and basis."""
