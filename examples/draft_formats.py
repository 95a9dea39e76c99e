"""Writes real tables again in each format that is no text, by other programs than ours: the drafts must say the same.

Usage: draft_formats.py LANDING   LANDING has the tables as text, a folder for each sender; more come beside them
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path
from xml.sax.saxutils import escape

import duckdb
import openpyxl

TABLES = [
    "a_share_names/dev.csv",
    "bdci/annual_report_info.csv",
    "bdci/tax_info.csv",
    "bdci/testdata.csv",
    "german/germancredit.csv",
    "sba/SBAcase.11.13.17.csv",
]


def sheet(to: Path, title: str, header: list[str], rows: list[tuple]) -> None:
    book = openpyxl.Workbook(write_only=True)
    table = book.create_sheet("数据")
    table.append([title])
    table.append([])
    table.append(header)
    for row in rows:
        table.append(list(row))
    book.save(to)


def xml(to: Path, header: list[str], rows: list[tuple]) -> None:
    with gzip.open(to, "wt", encoding="utf-8") as out:
        out.write("<?xml version='1.0'?>\n<export><rows>\n")
        for row in rows:
            fields = (f"<{n}>{escape(v or '')}</{n}>" for n, v in zip(header, row, strict=True))
            out.write(f"<record>{''.join(fields)}</record>\n")
        out.write("</rows></export>\n")


def main(landing: Path) -> None:
    database = duckdb.connect()
    for table in TABLES:
        sender, name = table.split("/")
        stem = name.removesuffix(".csv")

        def place(form: str, ending: str, sender: str = sender, stem: str = stem) -> Path:
            folder = landing / f"{sender}_{form}"
            folder.mkdir(exist_ok=True)
            return folder / f"{stem}.{ending}"

        text = f"read_csv('{landing / table}', header = true, all_varchar = true)"
        typed = f"read_csv('{landing / table}', header = true, sample_size = -1)"
        database.sql(f"copy (from {text}) to '{place('array', 'json')}' (format json, array true)")
        database.sql(f"copy (from {typed}) to '{place('lines', 'jsonl')}' (format json)")
        database.sql(f"copy (from {text}) to '{place('parquet', 'parquet')}' (format parquet)")
        database.sql(f"copy (from {typed}) to '{place('typed', 'parquet')}' (format parquet, compression zstd)")
        for source, write, path in [
            (typed, lambda to, h, r, title=stem: sheet(to, title, h, r), place("xlsx", "xlsx")),
            (text, xml, place("xml", "xml.gz")),
        ]:
            relation = database.sql(f"from {source}")
            write(path, relation.columns, relation.fetchall())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
