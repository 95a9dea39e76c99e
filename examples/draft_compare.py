"""Compares drafted contracts with what is known of their tables, and prints a line for each file."""

from __future__ import annotations

import fnmatch
import json
import re
import sys
from pathlib import Path

# What draft_formats.py writes is said by the table that it was written from.
WRITTEN = re.compile(r"^(.*)_(?:array|lines|parquet|typed|xlsx|xml)/(.*?)\.(?:jsonl?|parquet|xlsx|xml\.gz)$")


def contracts(hub: Path):
    """Path of the files, columns by source, and marks of each draft; drafts have one form, so that lines are enough."""
    for file in sorted(hub.glob("contracts/*/*.odcs.yaml")):
        text = file.read_text(encoding="utf-8")
        path = re.search(r'^    path: "(.*)"$', text, re.M).group(1)
        columns = {}
        for block in re.split(r"^      - name: ", text.split("\ncustomProperties:")[0], flags=re.M)[1:]:
            source = re.search(r"physicalName: (.*)", block).group(1).strip('"')
            columns[source] = {
                "type": re.search(r"logicalType: (.*)", block).group(1),
                "flags": ("k" if "primaryKey: true" in block else "")
                + ("i" if "property: identifier" in block else "")
                + ("p" if "classification: personal" in block else ""),
            }
        dataset = f"{file.parent.name}/{file.name.removesuffix('.odcs.yaml')}"
        yield dataset, path, columns, text.count("# DECIDE: ")


def main(hub: Path, table: Path) -> int:
    lines = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    report = json.loads((hub / "refresh.json").read_text(encoding="utf-8"))
    taken = {f"{d['department']}/{d['dataset']}": d for d in report["deliveries"]}
    none = {"columns": 0, "types": 0, "flags": 0, "marks": 0, "files": 0, "rows": 0, "refused": 0}
    delivered, written = dict(none), dict(none)
    print(f"{'file':<44} {'rows':>7} {'refused':>7} {'columns':>7} {'types':>6} {'roles':>6} {'marks':>6}  wrong")
    for dataset, path, columns, marks in contracts(hub):
        copy = WRITTEN.match(path)
        table_path = f"{copy.group(1)}/{copy.group(2)}.csv" if copy else path
        expected = [(c, t.split(","), f.strip("-")) for p, c, t, f in lines if fnmatch.fnmatch(table_path, p)]
        if not expected:
            raise SystemExit(f"{table}: has nothing of {path}. Allowed: every file that is drafted")
        wrong = [c for c, types, _ in expected if columns.get(c, {"type": "none"})["type"] not in types]
        roles = [c for c, _, flags in expected if columns.get(c, {"flags": "?"})["flags"] != flags]
        extra = sorted(set(columns) - {c for c, _, _ in expected})
        delivery = taken[dataset]
        if delivery["held"]:
            raise SystemExit(f"{path}: held: {delivery['reason']}. Allowed: what was drafted can be read")
        words = [f"type {c}: {columns[c]['type'] if c in columns else 'missing'}" for c in wrong]
        words += [f"role {c}: {columns[c]['flags'] or '-'}" for c in roles if c in columns] + [
            f"extra {c}" for c in extra
        ]
        print(
            f"{path:<44} {delivery['read']:>7} {delivery['quarantined']:>7} {len(expected):>7}"
            f" {len(expected) - len(wrong):>6} {len(expected) - len(roles):>6} {marks:>6}  {'; '.join(words)}"
        )
        sums = written if copy else delivered
        sums["files"] += 1
        sums["rows"] += delivery["read"]
        sums["refused"] += delivery["quarantined"]
        sums["columns"] += len(expected)
        sums["types"] += len(expected) - len(wrong)
        sums["flags"] += len(expected) - len(roles)
        sums["marks"] += marks
    for what, sums in [("as delivered", delivered), ("written in other formats", written)]:
        print(
            f"{what}: {sums['files']} files, {sums['rows']:,} rows ({sums['refused']:,} refused):"
            f" of {sums['columns']} columns {sums['types']} types and {sums['flags']} roles (key, identifier, personal)"
            f" are right; {sums['marks']} marks are left to decide"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
