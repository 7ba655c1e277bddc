"""Word lists that an analyst may extend: one YAML file a subject."""
