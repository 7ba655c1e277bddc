"""Readers: files of any kind to evidence rows, chosen by content."""

from enduse.read.find import Found, find, readers
from enduse.read.reader import ColumnMap, Reader, Reading, Source

__all__ = ["ColumnMap", "Found", "Reader", "Reading", "Source", "find", "readers"]
