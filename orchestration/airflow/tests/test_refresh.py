"""A real Airflow refreshes a small city, and the tables are those of a plain `vinelake refresh`."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import subprocess
import time
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from airflow_servers import USER, AirflowServers
from vinelake_airflow.client import RefreshClient, RefreshError

DAG_FILE = Path(__file__).resolve().parents[1] / "dags"
AS_OF = date(2026, 6, 30)
DEPARTMENTS = {"registry", "tax", "invoice", "bank"}
MONTHS = [date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)]
ENOUGH = timedelta(minutes=20)


# A task is a short process: without the optimizing compiler, and with its classes from an archive, it takes half as
# long.
SHORT = "-XX:TieredStopAtLevel=1"


class City:
    """A hub folder, the deliveries of its departments, and the lakes that are made of them."""

    def __init__(self, folder: Path, launcher: Path) -> None:
        self.folder = folder
        self.launcher = launcher
        self.hub = folder / "hub"
        self.landing = folder / "city" / "landing"
        self._copy_hub(launcher.parent / "examples" / "city")
        for name in ("personal-data.key", "landing.key"):
            key = self.hub / name
            key.write_bytes(base64.b64encode(secrets.token_bytes(48)))
            key.chmod(0o600)
        size = ["--subjects", "60", "--months", "12"]
        self.vinelake("city", "write", "--out", str(folder / "city"), *size, "--as-of", str(AS_OF))
        for department in self.landing.iterdir():
            if department.name not in DEPARTMENTS:
                shutil.rmtree(department)
        self.plan = folder / "plan.json"
        self.plan.write_text(self.vinelake("--hub", str(self.hub), "plan", "--format", "json"), encoding="utf-8")
        self.archive = folder / "classes.jsa"

    def _copy_hub(self, example: Path) -> None:
        """The example's hub, with a few of its departments."""
        shutil.copytree(example, self.hub)
        for department in (self.hub / "contracts").iterdir():
            if department.name not in DEPARTMENTS:
                shutil.rmtree(department)
        with edited(self.hub / "policy" / "features.yaml") as policy:
            gone = {f["name"] for f in policy["features"] if not is_of(DEPARTMENTS, f.get("datasets", []))}
            gone |= {f["name"] for f in policy["features"] if any(name in f.get("formula", "") for name in gone)}
            policy["features"] = [f for f in policy["features"] if f["name"] not in gone]
        with edited(self.hub / "policy" / "scorecard.yaml") as policy:
            policy["candidates"] = [name for name in policy["candidates"] if name not in gone]
        (self.hub / "policy" / "disclosure.yaml").unlink()

    def vinelake(self, *arguments: str, java: str = SHORT) -> str:
        done = subprocess.run(
            [str(self.launcher), *arguments],
            env={**os.environ, "VINELAKE_NO_BUILD": "yes", "VINELAKE_MEMORY": "1g", "JAVA_TOOL_OPTIONS": java},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def refresh(self, lake: Path, as_of: date, java: str = SHORT) -> None:
        options = ["--landing", str(self.landing), "--as-of", str(as_of)]
        self.vinelake("--hub", str(self.hub), "--lake", str(lake), "refresh", *options, java=java)

    def require_equal(self, lake: Path, other: Path) -> None:
        self.vinelake("bench", "compare", str(lake), str(other))


@pytest.fixture(scope="module")
def city(tmp_path_factory, launcher):
    return City(tmp_path_factory.mktemp("city"), launcher)


@pytest.fixture(scope="module")
def lake(city):
    return city.folder / "lake"


@pytest.fixture(scope="module")
def plain(city):
    """The lake of plain refreshes; the first of them leaves an archive of classes for all that follow."""
    lake = city.folder / "plain"
    city.refresh(lake, AS_OF, f"{SHORT} -XX:ArchiveClassesAtExit={city.archive}")
    return lake


@pytest.fixture(scope="module")
def servers(tmp_path_factory, city, plain, lake):
    environment = {
        "VINELAKE_LAUNCHER": str(city.launcher),
        "VINELAKE_HUB": str(city.hub),
        "VINELAKE_LAKE": str(lake),
        "VINELAKE_LANDING": str(city.landing),
        "VINELAKE_PLAN": str(city.plan),
        # At the end of a month, when the city's departments have delivered; the months before today are for a backfill.
        "VINELAKE_SCHEDULE": "0 23 L 3-5 *",
        "VINELAKE_SINCE": str(date.today()),
        "VINELAKE_RETRY_SECONDS": "5",
        "VINELAKE_NO_BUILD": "yes",
        "VINELAKE_MEMORY": "1g",
        "JAVA_TOOL_OPTIONS": f"{SHORT} -XX:SharedArchiveFile={city.archive}",
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


def test_a_triggered_refresh_makes_the_tables_of_a_plain_one(city, plain, lake, servers, client):
    triggered = client.trigger(AS_OF)
    assert triggered.as_of == "2026-06-30"
    succeed(client, triggered)
    assert "ingest-deliveries finished" in servers.log(triggered.run_id, "ingest-deliveries")
    city.require_equal(plain, lake)
    assert releases(city, lake) == [str(AS_OF)]


def test_a_backfill_makes_each_month_s_release(city, lake, servers, client, months):
    if months == 0:
        pytest.skip("a backfill takes some minutes for each month: ./test.sh --months 3")
    past = MONTHS[-months:]
    runs = client.backfill(past[0].replace(day=1), past[-1])
    assert [run.as_of for run in runs] == [str(month) for month in past]
    for run in runs:
        succeed(client, run)
    assert releases(city, lake) == [str(day) for day in [*past, AS_OF]]


def releases(city, lake):
    lines = city.vinelake("--hub", str(city.hub), "--lake", str(lake), "release", "list").splitlines()
    return [line.split()[0][:10] for line in lines]


@contextmanager
def edited(file):
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    yield content
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


def is_of(departments, datasets):
    return all(dataset.split("/")[0] in departments for dataset in datasets)


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
