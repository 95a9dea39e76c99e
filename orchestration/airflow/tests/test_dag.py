from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import AirflowException, AirflowFailException

from vinelake_airflow.dag import build
from vinelake_airflow.job import VinelakeJob
from vinelake_airflow.settings import Settings


@pytest.fixture
def settings(tmp_path):
    plan = {
        "hub": "toy",
        "time_zone": "Asia/Shanghai",
        "jobs": [
            {"name": "ingest", "after": [], "reads": [], "writes": ["records/tax/filing", "ops/delivery"]},
            {
                "name": "score",
                "after": ["ingest"],
                "reads": ["records/tax/filing"],
                "writes": ["score/subject"],
            },
        ],
    }
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    return Settings.of(
        {
            "VINELAKE_LAUNCHER": "/opt/vinelake/vinelake",
            "VINELAKE_HUB": "/srv/hub",
            "VINELAKE_PLAN": str(tmp_path / "plan.json"),
            "VINELAKE_LANDING": "/srv/landing",
            "VINELAKE_SCHEDULE": "0 23 * * *",
        }
    )


def test_a_lake_on_an_object_store_keeps_its_uri():
    settings = Settings.of(
        {
            "VINELAKE_LAUNCHER": "/opt/vinelake/vinelake",
            "VINELAKE_HUB": "/srv/hub",
            "VINELAKE_PLAN": "/srv/hub/plan.json",
            "VINELAKE_LAKE": "s3a://city/lake",
        }
    )

    assert settings.command() == ["/opt/vinelake/vinelake", "--hub", "/srv/hub", "--lake", "s3a://city/lake"]


def test_each_job_is_a_task_and_each_table_an_asset(settings):
    dag = build(settings)

    assert set(dag.task_ids) == {"ingest", "score"}
    assert dag.get_task("score").upstream_task_ids == {"ingest"}
    assert [a.uri for a in dag.get_task("score").inlets] == ["lake://vinelake_refresh/records/tax/filing"]
    assert [a.uri for a in dag.get_task("score").outlets] == ["lake://vinelake_refresh/score/subject"]
    assert dag.max_active_runs == 1


def test_all_that_is_not_set_is_named_at_once():
    with pytest.raises(ValueError, match="VINELAKE_LAUNCHER, VINELAKE_PLAN: not set"):
        Settings.of({"VINELAKE_HUB": "/srv/hub"})


def launcher(tmp_path, code):
    """Stands where `vinelake` does, writes down how it was called, and ends with the code."""
    file = tmp_path / "launcher"
    file.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{tmp_path}/called"\nexit {code}\n')
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


def execute(tmp_path, code, as_of=None, logical_date=datetime(2026, 6, 29, 16, 30, tzinfo=UTC)):
    task = VinelakeJob(
        task_id="ingest",
        command=[str(launcher(tmp_path, code)), "--hub", "a hub; rm -rf /"],
        job="ingest-deliveries",
        landing=None,
        time_zone="Asia/Shanghai",
    )
    run = SimpleNamespace(
        logical_date=logical_date,
        run_after=datetime(2026, 7, 2, tzinfo=UTC),
        start_date=datetime(2026, 7, 2, 1, 2, 3, tzinfo=UTC),
    )
    task.execute({"params": {"as_of": as_of}, "dag_run": run})
    return (tmp_path / "called").read_text().splitlines()


def test_the_date_is_that_of_the_hub_s_day_and_the_moment_that_of_the_run_s_start(tmp_path):
    assert execute(tmp_path, 0) == [
        "--hub",
        "a hub; rm -rf /",
        "run",
        "ingest-deliveries",
        "--as-of",
        "2026-06-30",
        "--known-at",
        "2026-07-02T01:02:03Z",
    ]


def test_a_date_that_was_asked_for_wins(tmp_path):
    assert "2026-05-31" in execute(tmp_path, 0, as_of="2026-05-31")


def test_a_run_without_a_logical_date_speaks_for_its_day(tmp_path):
    assert "2026-07-02" in execute(tmp_path, 0, logical_date=None)


def test_held_deliveries_do_not_fail_the_task(tmp_path):
    assert execute(tmp_path, 4)


@pytest.mark.parametrize("code", [2, 3])
def test_what_a_retry_cannot_mend_fails_at_once(tmp_path, code):
    with pytest.raises(AirflowFailException, match=f"exit code {code}"):
        execute(tmp_path, code)


@pytest.mark.parametrize("code", [1, 137])
def test_what_a_retry_may_mend_is_tried_again(tmp_path, code):
    with pytest.raises(AirflowException, match=f"exit code {code}") as raised:
        execute(tmp_path, code)
    assert not isinstance(raised.value, AirflowFailException)
