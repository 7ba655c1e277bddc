"""Tables, views of them, and named SQL; the only package that knows an engine."""

from enduse.store.engine import scratch
from enduse.store.sql import Query, Rows, named
from enduse.store.store import Store
from enduse.store.view import Policy, Stage, View

__all__ = ["Policy", "Query", "Rows", "Stage", "Store", "View", "named", "scratch"]
