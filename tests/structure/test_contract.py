"""The tables that others rely on are written, with the columns that must be there."""

from __future__ import annotations

import pytest

from enduse.model.table import tables
from enduse.pipeline import NOT_EXPORTED, STAGES

CONTRACT = {
    "proofs": "exhibit kind unit site at verdict grade radius_km because",
    "identities": "identifier identifier_kind unit bound_from bound_to grade source",
    "holdings": "unit party site country held_from held_to grade opened_by closed_by",
    "accounts": "site party part period_from period_to opening received shipped removed book verified stale "
    "never_verified muf oldest_verification",
    "control": "party controller share_min share_max verdict on decided_by",
    "matches": "party list entry score verdict because",
    "determinations": "subject rule on verdict outcome because",
    "findings": "finding detector family subject_kind subject since until db m u evidence says",
    "posteriors": "subject_kind subject hypothesis prior db probability since leg custodian",
    "quantities": "scope_kind scope part median p05 p95 p_exceeds",
    "fits": "lead lot verdict db because",
    "visits": "rank site part population sample detection_probability reason cost value serials",
}


@pytest.mark.parametrize("name", CONTRACT)
def test_a_table_of_the_contract_has_its_columns_and_is_written(name: str) -> None:
    assert set(CONTRACT[name].split()) <= set(tables()[name].column_names)
    assert name in {written for written, _ in STAGES} - set(NOT_EXPORTED)
