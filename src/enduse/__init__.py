"""Says where every controlled AI chip is, and how that is known."""

__version__ = "0.1.0"
