"""Readers: files of any kind to evidence rows, chosen by content."""
