"""Contested reports: who says what, and which lots it concerns."""
