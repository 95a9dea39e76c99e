"""A real Airflow refreshes a small city, and the tables are those of a plain `vinelake refresh`."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import subprocess
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from airflow_servers import USER, AirflowServers
from vinelake_airflow.client import RefreshClient, RefreshError

DAG_FILE = Path(__file__).resolve().parents[1] / "dags"
AS_OF = date(2026, 6, 30)
ENOUGH = timedelta(minutes=20)


class City:
    """A hub folder, the deliveries of its departments, and the lakes that are made of them."""

    def __init__(self, folder: Path, launcher: Path) -> None:
        self.folder = folder
        self.launcher = launcher
        self.hub = folder / "hub"
        self.landing = folder / "city" / "landing"
        shutil.copytree(launcher.parent / "examples" / "city", self.hub)
        key = self.hub / "personal-data.key"
        key.write_bytes(base64.b64encode(secrets.token_bytes(48)))
        key.chmod(0o600)
        self.vinelake("city", "write", "--out", str(folder / "city"), "--subjects", "60", "--as-of", str(AS_OF))
        self.plan = folder / "plan.json"
        self.plan.write_text(self.vinelake("--hub", str(self.hub), "plan", "--format", "json"), encoding="utf-8")

    def vinelake(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(self.launcher), *arguments],
            env={**os.environ, "VINELAKE_NO_BUILD": "yes", "VINELAKE_MEMORY": "1g"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def refresh(self, lake: Path, *as_of: date) -> None:
        for day in as_of:
            options = ["--landing", str(self.landing), "--as-of", str(day)]
            self.vinelake("--hub", str(self.hub), "--lake", str(lake), "refresh", *options)

    def require_equal(self, lake: Path, other: Path) -> None:
        self.vinelake("bench", "compare", str(lake), str(other))


@pytest.fixture(scope="module")
def city(tmp_path_factory, launcher):
    return City(tmp_path_factory.mktemp("city"), launcher)


@pytest.fixture(scope="module")
def lake(city):
    return city.folder / "lake"


@pytest.fixture(scope="module")
def servers(tmp_path_factory, city, lake):
    environment = {
        "VINELAKE_LAUNCHER": str(city.launcher),
        "VINELAKE_HUB": str(city.hub),
        "VINELAKE_LAKE": str(lake),
        "VINELAKE_LANDING": str(city.landing),
        "VINELAKE_PLAN": str(city.plan),
        # At the end of a month, when the city's departments have delivered; the last such moment is in the past.
        "VINELAKE_SCHEDULE": "0 23 L 3-5 *",
        "VINELAKE_RETRY_SECONDS": "5",
        "VINELAKE_NO_BUILD": "yes",
        "VINELAKE_MEMORY": "1g",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
    }
    with AirflowServers(tmp_path_factory.mktemp("airflow"), DAG_FILE, environment) as running:
        yield running


@pytest.fixture(scope="module")
def client(servers):
    client = RefreshClient(servers.url, USER, servers.password)
    until = time.monotonic() + 120
    while True:
        try:
            client.runs()
            return client
        except RefreshError:
            # The DAG processor has not read the DAG yet.
            if time.monotonic() > until:
                raise
            time.sleep(2)


def test_a_triggered_refresh_makes_the_tables_of_a_plain_one_and_so_does_a_backfill(city, lake, servers, client):
    # Airflow makes up for the last moment of a schedule that begins in the past.
    may = last_may()
    scheduled = client.runs()[0]
    assert scheduled.as_of == may.isoformat()
    succeed(client, scheduled)
    triggered = client.trigger(AS_OF)
    assert triggered.as_of == "2026-06-30"
    succeed(client, triggered)
    assert "ingest-deliveries finished" in servers.log(triggered.run_id, "ingest-deliveries")

    plain = city.folder / "plain"
    city.refresh(plain, may, AS_OF)
    city.require_equal(plain, lake)

    runs = client.backfill(date(2026, 3, 1), date(2026, 5, 31))
    assert [run.as_of for run in runs] == ["2026-03-31", "2026-04-30", "2026-05-31"]
    for run in runs:
        succeed(client, run)
    city.refresh(plain, date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31))
    city.require_equal(plain, lake)


def last_may():
    today = datetime.now(ZoneInfo("Asia/Shanghai"))
    moment = today.replace(month=5, day=31, hour=23, minute=0, second=0, microsecond=0)
    return date(today.year if moment <= today else today.year - 1, 5, 31)


def succeed(client, run):
    ended = client.wait(run.run_id, ENOUGH)
    assert ended.state == "success", client.failed_tasks(run.run_id)


def test_a_date_that_is_none_is_refused_before_anything_runs(client):
    with pytest.raises(RefreshError, match=r"HTTP 4\d\d"):
        client.trigger(FakeDate())


class FakeDate:
    """Says of itself that it is the 31st of June."""

    def isoformat(self) -> str:
        return "2026-06-31"


def test_a_wrong_password_gets_no_token(servers):
    with pytest.raises(RefreshError, match="user ci gets no token: HTTP 401"):
        RefreshClient(servers.url, USER, "wrong").runs()
