"""Every contract of the project is one for datacontract-cli, too: what we read is the standard and no dialect of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from datacontract.data_contract import DataContract

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = sorted(p for p in ROOT.rglob("*.odcs.yaml") if "target" not in p.relative_to(ROOT).parts)


def faults(contract: Path) -> list[str]:
    run = DataContract(data_contract_file=str(contract)).lint()
    assert run.checks, "the linter looked at something"
    return [f"{check.name}: {check.reason}" for check in run.checks if check.result != "passed"]


def test_the_contracts_of_all_hubs_are_found():
    hubs = {p.relative_to(ROOT).parts[:2] for p in CONTRACTS}
    assert {("examples", "city"), ("examples", "cumcm"), ("benchmarks", "src")} <= hubs


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_it_is_a_contract_of_the_standard(contract):
    assert faults(contract) == []


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("apiVersion: v3.1.0", "apiVersion: v9.9.9"),
        ("    primaryKey: true", "    primaryKey: perhaps"),
        ("logicalType: date", "logicalType: calendar"),
    ],
)
def test_the_linter_finds_a_mistake(tmp_path, line, mistake):
    text = (ROOT / "examples/city/contracts/registry/enterprise.odcs.yaml").read_text(encoding="utf-8")
    assert line in text
    wrong = tmp_path / "wrong.odcs.yaml"
    wrong.write_text(text.replace(line, mistake, 1), encoding="utf-8")
    assert faults(wrong) != []
