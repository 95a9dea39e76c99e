"""The refresh plan, as `vinelake plan --format json` prints it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Job:
    """One job of the plan: the jobs that it comes after, and the tables that it reads and writes."""

    name: str
    after: tuple[str, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """All jobs of a hub's refresh, each after those that it depends on."""

    hub: str
    time_zone: str
    jobs: tuple[Job, ...]

    @staticmethod
    def read(file: Path) -> Plan:
        """Reads a plan. A job that comes before one that it depends on is an error of the plan."""
        try:
            fields = json.loads(file.read_text(encoding="utf-8"))
            jobs = tuple(
                Job(job["name"], tuple(job["after"]), tuple(job["reads"]), tuple(job["writes"]))
                for job in fields["jobs"]
            )
            plan = Plan(fields["hub"], fields["time_zone"], jobs)
        except (OSError, ValueError, KeyError, TypeError) as e:
            raise ValueError(
                f"{file}: is no refresh plan: {e!r}. Allowed: the output of `vinelake plan --format json`"
            ) from e
        earlier: set[str] = set()
        for job in jobs:
            missing = [name for name in job.after if name not in earlier]
            if missing:
                raise ValueError(f"{file}: {job.name} comes after {missing[0]}. Allowed: a job that stands before it")
            earlier.add(job.name)
        return plan
