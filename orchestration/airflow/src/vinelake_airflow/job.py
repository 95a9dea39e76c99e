"""One job of the plan as a task."""

from __future__ import annotations

import os
import signal
import subprocess
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException

PUBLISHED_WITH_SOMETHING_HELD = 4
"""The jobs after it go on: what was held waits for the operator, the rest is good."""

NOT_WORTH_A_RETRY = {2: "wrong arguments or hub.yaml", 3: "a contract or policy is not valid"}


def as_of_date(context: Any, time_zone: str) -> str:
    """The run's `as_of`, else the day of its logical date where the hub is."""
    if context["params"].get("as_of"):
        return context["params"]["as_of"]
    run = context["dag_run"]
    return (run.logical_date or run.run_after).astimezone(ZoneInfo(time_zone)).strftime("%Y-%m-%d")


def moment_of_knowledge(context: Any) -> str:
    """All jobs of a run see what was received up to its start, as in a refresh of one process."""
    return context["dag_run"].start_date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class VinelakeJob(BaseOperator):
    """
    Runs `vinelake run JOB --as-of D` and passes its output on line by line.

    Exit code 0 and 4 succeed, 4 with a warning; 2 and 3 fail at once, because a retry would say the same; anything
    else, a signal among it, is worth a retry. Nothing passes through a shell.
    """

    ui_color = "#e8f0e4"

    def __init__(self, *, command: list[str], job: str, landing: str | None, time_zone: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.command = command
        self.job = job
        self.landing = landing
        self.time_zone = time_zone
        self._process: subprocess.Popen[str] | None = None

    def execute(self, context: Any) -> None:
        as_of = as_of_date(context, self.time_zone)
        known_at = moment_of_knowledge(context)
        arguments = [*self.command, "run", self.job, "--as-of", as_of, "--known-at", known_at]
        if self.landing:
            arguments += ["--landing", self.landing]
        self.log.info("%s as of %s, known at %s", self.job, as_of, known_at)
        self._process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.log.info("%s", line.rstrip("\n"))
        code = self._process.wait()
        if code == PUBLISHED_WITH_SOMETHING_HELD:
            self.log.warning("%s: something is held and waits for the operator; the rest went on", self.job)
        elif code in NOT_WORTH_A_RETRY:
            raise AirflowFailException(f"{self.job}: exit code {code}: {NOT_WORTH_A_RETRY[code]}, see the log above")
        elif code != 0:
            raise AirflowException(f"{self.job}: exit code {code}, see the log above")

    def on_kill(self) -> None:
        """Ends the whole process group: the job leaves its tables as they were."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
