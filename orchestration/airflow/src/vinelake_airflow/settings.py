"""What an operator sets for the DAG, by environment variables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """
    Where the launcher, the hub folder and the plan lie.

    :param lake: a path or a URI like s3a://bucket/lake
    :param schedule: a cron expression in the hub's time zone, or None for runs by hand only
    :param since: the schedule's first day; without it a new DAG at once makes up for the last moment before today
    :param retry_seconds: how long a failed job waits before it is tried again
    """

    launcher: Path
    hub: Path
    plan: Path
    lake: str | None
    landing: Path | None
    schedule: str | None
    since: date | None
    dag_id: str
    retries: int
    retry_seconds: int

    @staticmethod
    def of(environment: Mapping[str, str]) -> Settings:
        """All that is missing is named at once."""
        missing = [n for n in ("VINELAKE_LAUNCHER", "VINELAKE_HUB", "VINELAKE_PLAN") if not environment.get(n)]
        if missing:
            raise ValueError(
                f"{', '.join(missing)}: not set. Allowed: a path each, see orchestration/airflow/README.md"
            )

        def path(name: str) -> Path | None:
            return Path(environment[name]) if environment.get(name) else None

        return Settings(
            launcher=Path(environment["VINELAKE_LAUNCHER"]),
            hub=Path(environment["VINELAKE_HUB"]),
            plan=Path(environment["VINELAKE_PLAN"]),
            lake=environment.get("VINELAKE_LAKE") or None,
            landing=path("VINELAKE_LANDING"),
            schedule=environment.get("VINELAKE_SCHEDULE") or None,
            since=date.fromisoformat(environment["VINELAKE_SINCE"]) if environment.get("VINELAKE_SINCE") else None,
            dag_id=environment.get("VINELAKE_DAG_ID", "vinelake_refresh"),
            retries=int(environment.get("VINELAKE_RETRIES", "3")),
            retry_seconds=int(environment.get("VINELAKE_RETRY_SECONDS", "120")),
        )

    def command(self) -> list[str]:
        """The launcher with its options that stand before the verb."""
        lake = ["--lake", self.lake] if self.lake else []
        return [str(self.launcher), "--hub", str(self.hub), *lake]
