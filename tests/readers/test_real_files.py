"""Every real file is admitted or refused with one clear sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from enduse.errors import InputError
from enduse.read import find, readers

FOLDERS = {
    "nvidia-smi-xml": (8, 0),
    "redfish-nvidia": (3, 0),
    "redfish-dmtf": (1, 0),
    "dmidecode": (6, 0),
    "ownership-bods": (6, 0),
    "customs-hmrc-export": (1, 1),
    "one-record-air-cargo": (2, 4),
    "epcis/event-hash": (50, 0),
}
"""Folder: how many sources are admitted, how many refused."""


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_file_is_admitted_or_refused_with_a_sentence(folder: str, shared_data: Path) -> None:
    admitted = refused = 0
    for found in find([shared_data / folder]):
        if not isinstance(found, InputError) and found.source.path.suffix in (".hashes", ".prehashes"):
            continue
        try:
            if isinstance(found, InputError):
                raise found
            found.read()
            admitted += 1
        except InputError as error:
            if error.where.endswith(("hashes", "tests.list")):
                continue
            assert re.fullmatch(r"[^:]+: expected .+, found .+\. .+\.", str(error)), error
            refused += 1
    assert (admitted, refused) == FOLDERS[folder]


def test_each_reader_says_what_it_reads_and_is_asked_in_a_fixed_order() -> None:
    names = [reader.name for reader in readers()]
    assert len(set(names)) == len(names) >= 12
    assert all(reader.describes for reader in readers())
