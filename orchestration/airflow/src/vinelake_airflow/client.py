"""
Starts and follows refreshes from outside, through Airflow's public API.

    vinelake-airflow trigger --as-of 2026-06-30 --wait
    vinelake-airflow backfill --from 2026-04-01 --to 2026-06-30 --wait
    vinelake-airflow status
"""

from __future__ import annotations

import argparse
import os
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep
from zoneinfo import ZoneInfo

import requests
from airflow_client import client as airflow

OVER = {"success", "failed"}


class RefreshError(Exception):
    """What went wrong, in words for the one who started it."""


@dataclass(frozen=True)
class Run:
    """A refresh as Airflow knows it."""

    run_id: str
    state: str
    as_of: str
    started_at: datetime | None
    ended_at: datetime | None

    def line(self) -> str:
        started = self.started_at.strftime("%Y-%m-%d %H:%M:%SZ") if self.started_at else "not started"
        seconds = f"{(self.ended_at - self.started_at).total_seconds():,.0f} s" if self.ended_at else ""
        return f"{self.as_of:<12}{self.state:<10}{started:<22}{seconds:>9}  {self.run_id}"


class RefreshClient:
    """
    Talks to one Airflow about the DAG of one hub.

    :param url: of the API server, without `/api/v2`
    """

    def __init__(self, url: str, user: str, password: str, dag_id: str = "vinelake_refresh") -> None:
        self._url = url.rstrip("/")
        self._user = user
        self._password = password
        self._dag_id = dag_id

    def trigger(self, as_of: date) -> Run:
        """Starts a refresh that speaks for a date. It runs when the ones before it have ended."""
        body = airflow.TriggerDAGRunPostBody(
            logical_date=None,
            dag_run_id=f"as-of-{as_of.isoformat()}-{uuid.uuid4().hex[:8]}",
            conf={"as_of": as_of.isoformat()},
        )
        with self._api() as api:
            return self._run(airflow.DagRunApi(api).trigger_dag_run(self._dag_id, body), self._zone(api))

    def backfill(self, first: date, last: date) -> list[Run]:
        """
        Starts a refresh for each of the schedule's moments between two dates, both included, the oldest first; those
        that succeeded before are run again.
        """
        if last < first:
            raise RefreshError(f"--to: {last} is before {first}. Allowed: a date from {first} on")
        with self._api() as api:
            zone = self._zone(api)
            body = airflow.BackfillPostBody(
                dag_id=self._dag_id,
                from_date=datetime.combine(first, time.min, zone),
                to_date=datetime.combine(last + timedelta(days=1), time.min, zone) - timedelta(seconds=1),
                max_active_runs=1,
                reprocess_behavior="completed",
                dag_run_conf={},
            )
            begun = airflow.BackfillApi(api).create_backfill(body)
            found = airflow.DagRunApi(api).get_dag_runs(
                self._dag_id, logical_date_gte=begun.from_date, logical_date_lte=begun.to_date, limit=1000
            )
            return sorted((self._run(run, zone) for run in found.dag_runs), key=lambda run: run.as_of)

    def runs(self, limit: int = 20) -> list[Run]:
        """The latest refreshes, newest first."""
        with self._api() as api:
            found = airflow.DagRunApi(api).get_dag_runs(self._dag_id, order_by=["-run_after"], limit=limit)
            zone = self._zone(api)
            return [self._run(run, zone) for run in found.dag_runs]

    def state(self, run_id: str) -> Run:
        with self._api() as api:
            return self._run(airflow.DagRunApi(api).get_dag_run(self._dag_id, run_id), self._zone(api))

    def failed_tasks(self, run_id: str) -> list[str]:
        with self._api() as api:
            tasks = airflow.TaskInstanceApi(api).get_task_instances(self._dag_id, run_id).task_instances
            return [task.task_id for task in tasks if task.state in ("failed", "upstream_failed")]

    def wait(self, run_id: str, timeout: timedelta, say: Callable[[Run], None] = lambda run: None) -> Run:
        """Waits for the end of a run, whatever it is. `say` hears of each change of state."""
        until = monotonic() + timeout.total_seconds()
        last = ""
        while True:
            run = self.state(run_id)
            if run.state != last:
                say(run)
                last = run.state
            if run.state in OVER:
                return run
            if monotonic() > until:
                raise RefreshError(f"{run_id}: is {run.state} after {timeout}. It runs on; ask again with: status")
            sleep(2)

    @contextmanager
    def _api(self) -> Iterator[airflow.ApiClient]:
        """A client with a fresh token: a run may take longer than a token lives."""
        try:
            answer = requests.post(
                f"{self._url}/auth/token",
                json={"username": self._user, "password": self._password},
                timeout=30,
            )
        except requests.RequestException as e:
            raise RefreshError(f"{self._url}: Airflow does not answer: {e}. Needed: its API server") from e
        if answer.status_code != 201:
            raise RefreshError(f"{self._url}: user {self._user} gets no token: HTTP {answer.status_code}")
        configuration = airflow.Configuration(host=self._url, access_token=answer.json()["access_token"])
        try:
            with airflow.ApiClient(configuration) as api:
                yield api
        except airflow.ApiException as e:
            raise RefreshError(f"{self._url}: {self._dag_id}: HTTP {e.status} {e.reason}: {e.body}") from e

    def _zone(self, api: airflow.ApiClient) -> ZoneInfo:
        """The hub's, in which a day begins."""
        return ZoneInfo(airflow.DAGApi(api).get_dag_details(self._dag_id).timezone)

    @staticmethod
    def _run(run: airflow.DAGRunResponse, zone: ZoneInfo) -> Run:
        moment = (run.logical_date or run.run_after).astimezone(zone)
        as_of = (run.conf or {}).get("as_of") or moment.date().isoformat()
        return Run(run.dag_run_id, getattr(run.state, "value", run.state), as_of, run.start_date, run.end_date)


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        client = RefreshClient(options.url, options.user, _password(options.password_file), options.dag_id)
        return options.verb(client, options)
    except RefreshError as e:
        print(f"vinelake-airflow: {e}", file=sys.stderr)
        return 1


def _trigger(client: RefreshClient, options: argparse.Namespace) -> int:
    run = client.trigger(options.as_of)
    print(run.line())
    return _wait(client, [run], options) if options.wait else 0


def _backfill(client: RefreshClient, options: argparse.Namespace) -> int:
    runs = client.backfill(options.first, options.last)
    for run in runs:
        print(run.line())
    if not runs:
        raise RefreshError(
            f"no moment of the schedule lies between {options.first} and {options.last}. "
            "Allowed: a DAG with a schedule (VINELAKE_SCHEDULE), and dates that it falls on"
        )
    return _wait(client, runs, options) if options.wait else 0


def _status(client: RefreshClient, options: argparse.Namespace) -> int:
    runs = client.runs(options.limit)
    if not runs:
        print("no refresh yet")
    for run in runs:
        print(run.line())
    return 0


def _wait(client: RefreshClient, runs: list[Run], options: argparse.Namespace) -> int:
    failed = []
    for run in runs:
        ended = client.wait(
            run.run_id, timedelta(minutes=options.timeout_minutes), lambda r: print(r.line(), flush=True)
        )
        if ended.state != "success":
            failed.append(f"{run.run_id}: {', '.join(client.failed_tasks(run.run_id)) or ended.state}")
    if failed:
        raise RefreshError("failed: " + "; ".join(failed))
    return 0


def _password(file: Path | None) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").strip()
    password = os.environ.get("VINELAKE_AIRFLOW_PASSWORD")
    if not password:
        raise RefreshError("no password. Needed: VINELAKE_AIRFLOW_PASSWORD, or --password-file FILE")
    return password


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vinelake-airflow",
        description="Starts and follows Vinelake's refreshes on an Airflow.",
        epilog=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--url", default=os.environ.get("VINELAKE_AIRFLOW_URL", "http://127.0.0.1:8080"))
    parser.add_argument("--user", default=os.environ.get("VINELAKE_AIRFLOW_USER", "admin"))
    parser.add_argument("--password-file", type=Path, help="default: the variable VINELAKE_AIRFLOW_PASSWORD")
    parser.add_argument("--dag-id", default="vinelake_refresh")
    verbs = parser.add_subparsers(required=True, metavar="VERB")

    trigger = verbs.add_parser("trigger", help="one refresh for one date")
    trigger.add_argument("--as-of", type=date.fromisoformat, required=True, metavar="DATE")
    _add_waiting(trigger)
    trigger.set_defaults(verb=_trigger)

    backfill = verbs.add_parser("backfill", help="a refresh for each moment of the schedule between two dates")
    backfill.add_argument("--from", dest="first", type=date.fromisoformat, required=True, metavar="DATE")
    backfill.add_argument("--to", dest="last", type=date.fromisoformat, required=True, metavar="DATE")
    _add_waiting(backfill)
    backfill.set_defaults(verb=_backfill)

    status = verbs.add_parser("status", help="the latest refreshes")
    status.add_argument("--limit", type=int, default=20)
    status.set_defaults(verb=_status)
    return parser


def _add_waiting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--wait", action="store_true", help="until the end; exit code 1 when a run failed")
    parser.add_argument("--timeout-minutes", type=int, default=600)


if __name__ == "__main__":
    sys.exit(main())
