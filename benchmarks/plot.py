#!/usr/bin/env python3
"""Draws the reports of two benchmarks as the pictures in docs.

    notebooks/target/venv/bin/python benchmarks/plot.py ingest REPORT.json docs/ingest.svg
    notebooks/target/venv/bin/python benchmarks/plot.py year REPORT.json docs/year.svg

notebooks/test.sh makes an environment with Matplotlib.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

import matplotlib as mpl

mpl.use("agg")
import matplotlib.pyplot as plt

# By phase of the report: what it is called, and its colour.
PHASES = {
    "digest": ("digest", "#8aa4b8"),
    "copy": ("copy to the landing zone", "#5f7f97"),
    "count": ("lines of snapshots", "#c9c9c9"),
    "earlier": ("ask for earlier rows", "#e3c48d"),
    "parse": ("read, type, hash", "#7a1f3d"),
    "turn": ("wait for the turn", "#dddddd"),
    "judge": ("duplicates", "#a65672"),
    "check": ("rules, refused rows", "#d8a24a"),
    "write": ("accepted rows to Parquet", "#3f6b52"),
    "write_again": ("rows set aside", "#9dbfa8"),
    "commit": ("commits, ledger", "#4d4d4d"),
}
OURS = "#7a1f3d"
OTHERS = ["#8aa4b8", "#b9c7d2"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("picture", choices=["ingest", "year"])
    parser.add_argument("report", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    plt.rcParams.update({"font.size": 9, "svg.hashsalt": "vinelake"})
    plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False})
    draw = {"ingest": ingest, "year": year}[arguments.picture]
    figure = draw(json.loads(arguments.report.read_text()))
    figure.savefig(arguments.out, metadata={"Date": None})
    return 0


def ingest(report: dict) -> plt.Figure:
    """Above, seconds of the three; below, where ours spends its own."""
    figure, (peers, phases) = plt.subplots(2, 1, figsize=(7.2, 3.4), height_ratios=[3, 2], layout="constrained")
    names = ["ours_seconds", "duckdb_seconds", "spark_copy_seconds"]
    labels = ["Vinelake, everything", "DuckDB, same checks", "Spark's copy, no checks"]
    seconds = [report[name] for name in names]
    medians = [s["median"] for s in seconds]
    spread = [[s["median"] - s["min"] for s in seconds], [s["max"] - s["median"] for s in seconds]]
    peers.barh(labels, medians, xerr=spread, color=[OURS, *OTHERS], ecolor="#4d4d4d", height=0.6)
    for at, median in enumerate(medians):
        peers.text(max(s["max"] for s in seconds) * 1.02, at, f"{median:.1f} s", va="center")
    peers.invert_yaxis()
    peers.set_xlim(0, max(s["max"] for s in seconds) * 1.15)
    peers.set_title(f"{report['rows']:,} rows, seconds: median, least and most", loc="left")

    spent = {key: value for key, value in report["phase_seconds"].items() if value > 0}
    whole = sum(spent.values())
    left = 0.0
    for key, value in spent.items():
        label, colour = PHASES[key]
        phases.barh([0], [value / whole * 100], left=left, color=colour, label=label, height=0.5)
        if value / whole > 0.03:
            phases.text(left + value / whole * 50, 0, f"{value / whole:.0%}", ha="center", va="center", color="white")
        left += value / whole * 100
    phases.set_yticks([])
    phases.set_xlim(0, 100)
    phases.set_xlabel("share of ours, %")
    phases.spines["left"].set_visible(False)
    phases.legend(ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.6), frameon=False, fontsize=8)
    return figure


def year(report: dict) -> plt.Figure:
    """What a night costs and leaves, night by night."""
    nights = report["nights"]
    days = [date.fromisoformat(night["as_of"]) for night in nights]
    figure, (seconds, files, log) = plt.subplots(3, 1, figsize=(7.2, 5.2), sharex=True, layout="constrained")
    for colour, job, label in zip(
        [OURS, "#d8a24a", OTHERS[0]],
        ["ingest", "compact", "tidy"],
        ["ingest", "joining small files", "sweep"],
        strict=True,
    ):
        seconds.plot(days, [night["seconds"][job] for night in nights], lw=0.8, color=colour, label=label)
    seconds.set_ylabel("seconds")
    seconds.legend(ncols=3, frameon=False, loc="upper right")
    files.plot(days, [night["most_files"] for night in nights], lw=0.8, color=OURS, label="of the fullest table")
    files.set_ylabel("files")
    files.legend(frameon=False, loc="upper right")
    log.plot(days, [night["log_bytes"] / 1e6 for night in nights], lw=0.8, color=OURS, label="all tables' logs")
    log.set_ylabel("MB")
    log.legend(frameon=False, loc="upper right")
    for axes in (seconds, files, log):
        axes.set_ylim(bottom=0)
    title = f"{len(nights)} nights, {report['datasets']} datasets of {report['rows_each']:,} rows each"
    seconds.set_title(title, loc="left")
    return figure


if __name__ == "__main__":
    sys.exit(main())
