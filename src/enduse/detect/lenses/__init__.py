"""Temporary tables that several detectors look through."""
