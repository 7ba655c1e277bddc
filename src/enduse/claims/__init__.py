"""Contested reports: what a text says, who says it, and which lots it could be about."""
