#!/usr/bin/env python3
"""Publishes a release of N profiles, made of those of a lake's current one under other ids: for load tests.

    notebooks/target/venv/bin/python benchmarks/enlarge.py --lake DIR [--profiles 100000]

Needs deltalake and Polars: notebooks/test.sh makes an environment with both. The profiles are as long and as manifold
as real ones; what they say repeats.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
from deltalake import write_deltalake


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lake", type=Path, required=True)
    parser.add_argument("--profiles", type=int, default=100_000)
    arguments = parser.parse_args()
    releases = arguments.lake / "release" / "release"
    current = pl.read_delta(str(releases)).sort("as_of_date", "created_at").tail(1)
    source = pl.read_delta(str(arguments.lake / "release" / current["release_id"][0] / "profile")).sort("subject_id")

    rounds = -(-arguments.profiles // source.height)
    copies = [renamed(source, number) for number in range(rounds)]
    profiles = pl.concat(copies).head(arguments.profiles).sort("subject_id")
    as_of = current["as_of_date"][0] + timedelta(days=1)
    profiles = profiles.with_columns(as_of_date=pl.lit(as_of))
    content = hashlib.sha256()
    for subject, digest in profiles.select("subject_id", "sha256").iter_rows():
        content.update(f"{subject} {digest}\n".encode())
    release = f"{as_of}-{content.hexdigest()[:8]}"
    write_deltalake(str(arguments.lake / "release" / release / "profile"), profiles.to_arrow())
    row = current.with_columns(
        release_id=pl.lit(release),
        as_of_date=pl.lit(as_of),
        created_at=pl.lit(datetime.now(UTC)).cast(current.schema["created_at"]),
        input_hash=pl.lit(content.hexdigest()),
        profile_count=pl.lit(profiles.height, dtype=pl.Int64),
        content_hash=pl.lit(content.hexdigest()),
    )
    write_deltalake(str(releases), row.to_arrow(), mode="append")
    size = profiles["profile"].str.len_bytes()
    print(f"{release}: {profiles.height:,} profiles of {size.mean():,.0f} bytes, {size.max():,} at most")
    return 0


def renamed(source: pl.DataFrame, number: int) -> pl.DataFrame:
    """The same profiles of other subjects."""
    fresh = [f"{subject}{number:03d}" for subject in source["subject_id"]]
    bodies = [
        body.replace(f'"subject_id":"{old}"', f'"subject_id":"{new}"')
        for body, old, new in zip(source["profile"], source["subject_id"], fresh, strict=True)
    ]
    digests = [hashlib.sha256(body.encode()).hexdigest() for body in bodies]
    return source.with_columns(subject_id=pl.Series(fresh), profile=pl.Series(bodies), sha256=pl.Series(digests))


if __name__ == "__main__":
    sys.exit(main())
