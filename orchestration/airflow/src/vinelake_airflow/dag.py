"""The refresh plan as a DAG: one task per job, tables as assets."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from airflow.sdk import DAG, Asset, Param

from vinelake_airflow.job import VinelakeJob
from vinelake_airflow.plan import Plan
from vinelake_airflow.settings import Settings


def build(settings: Settings) -> DAG:
    """The DAG of the hub's refresh. One run follows the other: a lake has one writer."""
    plan = Plan.read(settings.plan)
    dag = DAG(
        dag_id=settings.dag_id,
        description=f"{plan.hub}: from deliveries to a release of credit profiles",
        schedule=settings.schedule,
        start_date=datetime.combine(settings.since or date(2020, 1, 1), time.min, ZoneInfo(plan.time_zone)),
        catchup=False,
        max_active_runs=1,
        params={
            "as_of": Param(
                None,
                type=["null", "string"],
                format="date",
                description="The business date that the run speaks for. Default: the day of its logical date",
            )
        },
        default_args={
            "retries": settings.retries,
            "retry_delay": timedelta(seconds=settings.retry_seconds),
        },
        tags=["vinelake"],
    )
    assets = {
        table: Asset(f"lake://{settings.dag_id}/{table}") for job in plan.jobs for table in job.reads + job.writes
    }
    tasks: dict[str, VinelakeJob] = {}
    for job in plan.jobs:
        tasks[job.name] = VinelakeJob(
            dag=dag,
            task_id=job.name,
            command=settings.command(),
            job=job.name,
            landing=str(settings.landing) if settings.landing else None,
            time_zone=plan.time_zone,
            inlets=[assets[table] for table in job.reads],
            outlets=[assets[table] for table in job.writes],
        )
        for earlier in job.after:
            tasks[earlier] >> tasks[job.name]
    return dag
