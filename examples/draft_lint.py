"""Reads every contract of a hub with the standard's own linter; exit code 1 where it finds a fault."""

from __future__ import annotations

import sys
from pathlib import Path

from datacontract.data_contract import DataContract


def main(hub: Path) -> int:
    contracts = sorted(hub.glob("contracts/*/*.odcs.yaml"))
    faults = 0
    for contract in contracts:
        run = DataContract(data_contract_file=str(contract)).lint()
        wrong = [f"{check.name}: {check.reason}" for check in run.checks if check.result != "passed"]
        if wrong or not run.checks:
            faults += 1
            print(f"{contract.relative_to(hub)}: {'; '.join(wrong) or 'nothing was looked at'}")
    print(f"datacontract lint: {len(contracts) - faults} of {len(contracts)} contracts are accepted")
    return 1 if faults or not contracts else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
