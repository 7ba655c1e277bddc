"""One Spark for the room: starting it is the slow part."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def session() -> Iterator[Any]:
    """A local Spark session in UTC; tests that need it skip where Spark or Java is absent."""
    pytest.importorskip("pyspark", reason="Spark is an extra: pip install 'enduse[spark]'")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none on this machine")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.sql.session.timeZone", "UTC")
    builder = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2")
    spark = builder.config("spark.driver.extraJavaOptions", "-Xss16m").getOrCreate()
    yield spark
    spark.stop()
