"""Native tables as Parquet."""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from enduse.read.native.rows import reading
from enduse.read.reader import Reader, Reading, Source

MEMORY_BYTES: Final = 8 << 30
"""The most that the columns of one file may take; files compress well, so their size says little."""


def recognises(source: Source) -> bool:
    """Whether the file begins as Parquet does."""
    return source.head.startswith(b"PAR1")


def read(source: Source) -> Reading:
    """Rows of one native table; typed columns are taken as they are.

    Raises:
        InputError: if the file is broken, or its columns are those of no native table.
    """
    try:
        with pq.ParquetFile(source.path) as file:
            groups = (file.metadata.row_group(place) for place in range(file.metadata.num_row_groups))
            size = sum(group.total_byte_size for group in groups)
            if size > MEMORY_BYTES:
                most = f"at most {MEMORY_BYTES >> 30} GiB of columns"
                raise source.refuse(most, f"{size >> 30} GiB", "Split the file")
            table = file.read()
    except (pa.ArrowException, OSError) as error:
        problem = "one that is cut off" if "footer" in str(error).lower() or "magic" in str(error) else "a broken one"
        raise source.refuse("a whole Parquet file", problem, "Copy it again") from None
    nested = [field.name for field in table.schema if pa.types.is_nested(field.type)]
    table = table.drop_columns(nested)
    return reading(source, table.column_names, table.columns)


READER = Reader(
    name="parquet",
    describes="native tables as Parquet, by column names",
    recognises=recognises,
    read=read,
)
