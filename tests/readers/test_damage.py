"""Damaged copies of real files are read or refused, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enduse.errors import InputError
from enduse.read import find

SAMPLES = (
    "nvidia-smi-xml/a100-sxm4-v12.xml",
    "ownership-bods/indirect-ownership.json",
    "customs-hmrc-export/TT1_EX_v2.02_Accepted.xml",
    "one-record-air-cargo/LogisticsEvents_list.json",
    "epcis/event-hash/tests/examples/SensorDataExamples.xml",
    "epcis/event-hash/tests/examples/epcisDocWithVariousEventTypes.jsonld",
)


@pytest.mark.parametrize("sample", SAMPLES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cut=st.floats(0, 1),
    flips=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=6),
    whole=st.booleans(),
)
def test_damage_is_refused_with_a_sentence_or_read(
    sample: str, shared_data: Path, tmp_path: Path, cut: float, flips: list[tuple[float, int]], whole: bool
) -> None:
    content = bytearray((shared_data / sample).read_bytes())
    for place, byte in flips:
        content[int(place * len(content))] = byte
    path = tmp_path / Path(sample).name
    path.write_bytes(content if whole else content[: int(cut * len(content))])
    for found in find([path]):
        try:
            if isinstance(found, InputError):
                raise found
            found.read()
        except InputError as error:
            assert str(error).startswith(path.name)
