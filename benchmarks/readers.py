#!/usr/bin/env python3
"""Reads every table of a lake with Spark, delta-rs, DuckDB and Polars, and compares what they count.

    notebooks/target/venv/bin/python benchmarks/readers.py --lake DIR [--report FILE]

Of each table the rows; of each column the values that are there and, by its kind, the exact sum of its numbers, the
first and last of its dates and moments, the bytes of its texts, the length of its lists. Sums of floating-point numbers
differ with the order, so of these the least and the greatest are compared.

notebooks/test.sh makes an environment with all four; Spark's own part of Delta is taken from the project's target/lib.
Ends with 0 when all agree, with 1 when one does not, with 2 when something cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable
from pyspark.sql import SparkSession

PROJECT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lake", type=Path, required=True)
    parser.add_argument("--report", type=Path, help="writes the figures as JSON")
    arguments = parser.parse_args()
    logs = sorted(arguments.lake.rglob("_delta_log"))
    if not logs:
        print(f"{arguments.lake}: no table lies there. Expected is the folder of a lake", file=sys.stderr)
        return 2
    readers = {"Spark": by_spark(), "deltalake": by_delta_rs, "DuckDB": by_duckdb(), "Polars": by_polars}
    print("  ".join(f"{name} {number}" for name, number in versions().items()))
    report = []
    for log in logs:
        table = log.parent
        kinds = {field.name: kind(field.type) for field in schema(table)}
        counted = {name: read(table, kinds) for name, read in readers.items()}
        first = counted["Spark"]
        other = [name for name, figures in counted.items() if figures != first]
        name = table.relative_to(arguments.lake)
        print(f"{first['rows']:>12,} rows {len(kinds):>3} columns  {name}" + "".join(f"  DIFFERS: {n}" for n in other))
        for reader in other:
            for key, value in counted[reader].items():
                if value != first[key]:
                    print(f"{'':>13}{key}: {reader} {value}, Spark {first[key]}")
        report.append({"table": str(name), "rows": first["rows"], "columns": len(kinds), "differs": other})
    differing = sum(bool(line["differs"]) for line in report)
    print(f"{len(report)} tables, {sum(line['rows'] for line in report):,} rows; {differing} differ")
    if arguments.report:
        figures = {"versions": versions(), "differing": differing, "tables": report}
        arguments.report.write_text(json.dumps(figures, indent=2) + "\n")
    return 1 if differing else 0


def versions() -> dict[str, str]:
    return {name: version(name) for name in ("pyspark", "deltalake", "duckdb", "polars")}


def schema(table: Path) -> pa.Schema:
    return pa.schema(DeltaTable(str(table)).schema().to_arrow())


def kind(of: pa.DataType) -> str:
    if pa.types.is_integer(of) or pa.types.is_decimal(of):
        return "number"
    if pa.types.is_floating(of):
        return "float"
    if pa.types.is_boolean(of):
        return "flag"
    if pa.types.is_date(of) or pa.types.is_timestamp(of):
        return "moment"
    if pa.types.is_list(of) or pa.types.is_large_list(of):
        return "list"
    return "bytes" if pa.types.is_binary(of) or pa.types.is_large_binary(of) else "text"


def figures(rows: int, kinds: dict[str, str], values) -> dict[str, str | int]:
    """By column and figure, as text, so that no reader's type of a number decides."""
    out: dict[str, str | int] = {"rows": rows}
    for column, of in kinds.items():
        out[f"{column}: values"], *rest = values(column, of)
        for name, value in zip(("first", "last") if len(rest) == 2 else ("sum",), rest, strict=True):
            out[f"{column}: {name}"] = text(value)
    return out


def text(value) -> str:
    if value is None:
        return "none"
    if hasattr(value, "normalize"):
        return format(value.normalize(), "f") if value else "0"
    if hasattr(value, "tzinfo") and value.tzinfo is None:
        return value.isoformat()
    if hasattr(value, "tzinfo"):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat()
    return str(value)


SQL = {
    "number": "sum({c})",
    "float": "min({c}), max({c})",
    "flag": "sum(CASE WHEN {c} THEN 1 ELSE 0 END)",
    "moment": "min({c}), max({c})",
    "text": "sum(octet_length({c}))",
    "bytes": "sum(octet_length({c}))",
}


def by_sql(rows_of, list_length: str, quote: str, text_length: str = SQL["text"]):
    """A reader that is asked in SQL."""

    def read(table: Path, kinds: dict[str, str]):
        parts = ["count(*)"]
        for column, of in kinds.items():
            c = f"{quote}{column}{quote}"
            parts.append(f"count({c})")
            form = {"list": list_length, "text": text_length}.get(of) or SQL[of]
            parts.append(form.format(c=c))
        answer = iter(rows_of(table, ", ".join(parts)))
        rows = next(answer)
        width = {"float": 2, "moment": 2}
        return figures(rows, kinds, lambda _, of: [next(answer) for _ in range(1 + width.get(of, 1))])

    return read


def by_spark():
    jars = [str(p) for p in (PROJECT / "target/lib").glob("*.jar") if p.name.startswith(("delta-", "unitycatalog-"))]
    if not jars:
        print(f"{PROJECT}/target/lib: Delta is not there. Do: ./vinelake --version", file=sys.stderr)
        raise SystemExit(2)
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.jars", ",".join(jars))
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .config("spark.databricks.delta.snapshotPartitions", "2")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )

    def rows_of(table: Path, columns: str):
        spark.read.format("delta").load(str(table)).createOrReplaceTempView("one_table")
        return spark.sql(f"SELECT {columns} FROM one_table").collect()[0]

    return by_sql(rows_of, "sum(coalesce(size({c}), 0))", "`")


def by_duckdb():
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "threads": "2"})
    extension = files("duckdb_extension_delta") / f"extensions/v{duckdb.__version__}/delta.duckdb_extension"
    connection.execute(f"LOAD '{extension}'")
    connection.execute("SET TimeZone = 'UTC'")

    def rows_of(table: Path, columns: str):
        return connection.execute(f"SELECT {columns} FROM delta_scan(?)", [str(table)]).fetchone()

    return by_sql(rows_of, "sum(coalesce(len({c}), 0))", '"', "sum(strlen({c}))")


def by_polars(table: Path, kinds: dict[str, str]):
    wanted = [pl.len().alias("rows")]
    for column, of in kinds.items():
        c = pl.col(column)
        wanted.append(c.count().alias(f"{column}: values"))
        if of in ("float", "moment"):
            wanted += [c.min().alias(f"{column}: first"), c.max().alias(f"{column}: last")]
        elif of == "list":
            wanted.append(c.list.len().sum().alias(f"{column}: sum"))
        elif of == "text":
            wanted.append(c.str.len_bytes().cast(pl.Int64).sum().alias(f"{column}: sum"))
        elif of == "bytes":
            wanted.append(c.bin.size().cast(pl.Int64).sum().alias(f"{column}: sum"))
        else:
            wanted.append(c.sum().alias(f"{column}: sum"))
    row = pl.scan_delta(str(table)).select(wanted).collect(engine="streaming").row(0, named=True)
    empty = row["rows"] == 0

    def values(column: str, of: str):
        count = row[f"{column}: values"]
        if of in ("float", "moment"):
            return [count, row[f"{column}: first"], row[f"{column}: last"]]
        # Polars calls the sum of nothing 0.
        nothing = empty if of in ("list", "flag") else count == 0
        return [count, None if nothing else row[f"{column}: sum"]]

    return figures(row["rows"], kinds, values)


def by_delta_rs(table: Path, kinds: dict[str, str]):
    rows = 0
    counts = dict.fromkeys(kinds, 0)
    sums: dict[str, object] = {}
    bounds: dict[str, list] = {}
    for batch in DeltaTable(str(table)).to_pyarrow_dataset().to_batches():
        rows += batch.num_rows
        for column, of in kinds.items():
            array = batch.column(column)
            counts[column] += len(array) - array.null_count
            if of in ("float", "moment"):
                least_and_most = pc.min_max(array).as_py()
                bounds.setdefault(column, []).extend(v for v in least_and_most.values() if v is not None)
                continue
            if of == "list":
                array = pc.fill_null(pc.list_value_length(array), 0)
            elif of in ("text", "bytes"):
                array = pc.binary_length(array)
            elif of == "flag":
                array = pc.cast(pc.fill_null(array, False), pa.int64())
            part = pc.sum(array).as_py()
            if part is not None:
                sums[column] = sums.get(column, 0) + part

    def values(column: str, of: str):
        if of in ("float", "moment"):
            seen = bounds.get(column)
            return [counts[column], min(seen) if seen else None, max(seen) if seen else None]
        return [counts[column], sums.get(column)]

    return figures(rows, kinds, values)


if __name__ == "__main__":
    sys.exit(main())
