"""The ledger's SQL on a running Spark gives the rows that the embedded engine gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from enduse.store import Store
from tests.ledger.conftest import STAGES, event, instant, rows
from tests.ledger.test_timeline import PARTIES, SITES

AS_OF = "2025-12-31"
EVENTS = [
    event("2025-01-01", "commissioning", "SN-1001", site="FAB", parent="CH-7", part="H100 SXM5"),
    event("2025-01-01", "commissioning", "SN-1002", site="FAB", parent="CH-7", part="H100 SXM5"),
    event("2025-01-03", "shipping", "CH-7", site="FAB", to_site="K2, Johor", to_party="Ops Sdn Bhd", unit_kind="server",
          document="PL-9"),
    event("2025-01-09", "receiving", "CH-7", site="K2", unit_kind="server", document="PL-9"),
    event("2025-03-01", "observing", "GPU-6bf9", site="K2", grade="read"),
    event("2025-11-01", "observing", "GPU-6bf9", site="K2", grade="attested"),
    event("2025-05-01", "inspecting", "SN-1002", site="K2", grade="label"),
    event("2025-06-01", "missing", "SN-1002", site="K2", grade="label"),
    event("2025-06-09", "receiving", "SN-1003", site="HUB", document="GR-4"),
    event("2025-06-12", "correcting", "SN-1003", document="GR-4"),
    event("2025-02-01", "receiving", "LOT-1", site="HUB", quantity=48, unit_kind="lot", part="B200", to_party="FWD"),
    event("2025-02-09", "shipping", "LOT-1", site="HUB", to_site="K2", quantity=20, unit_kind="lot", part="B200"),
    event("2025-02-19", "receiving", "LOT-1", site="K2", quantity=20, unit_kind="lot", part="B200", to_party="OPS"),
]  # fmt: skip
IDENTIFIERS = [{"unit": "SN-1001", "identifier": "GPU-6bf9", "identifier_kind": "uuid", "grade": "read"}]


def comparable(listed: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.replace(tzinfo=None)
        return float(value) if isinstance(value, int) else value

    return sorted((tuple((name, plain(value)) for name, value in row.items()) for row in listed), key=repr)


@pytest.mark.spark
def test_every_table_of_the_ledger_is_the_same_on_spark(session: Any) -> None:
    from enduse.store.spark import SparkView

    evidence = {
        "events": rows("events", [{"source": f"events.csv:{n}", **told} for n, told in enumerate(EVENTS, 1)]),
        "identifiers": rows("identifiers", IDENTIFIERS),
        "sites": rows("sites", SITES),
        "parties": rows("parties", PARTIES),
    }
    store = Store.open()
    for name, told in evidence.items():
        store.append(name, told)
    embedded = store.view(instant(AS_OF))
    spark = SparkView(session, evidence, embedded.as_of)
    for name, stage in STAGES:
        embedded.write(name, stage(embedded))
        spark.write(name, stage(spark))  # type: ignore[arg-type]
        query = f"SELECT * FROM {name}"
        columns = list(spark.table(query).column_names)
        ours = [{column: row[column] for column in columns} for row in embedded.rows(query)]
        assert ours and comparable(spark.rows(query)) == comparable(ours), name
