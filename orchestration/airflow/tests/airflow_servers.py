"""A real Airflow on this machine: PostgreSQL, API server, DAG processor, scheduler."""

from __future__ import annotations

import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

USER = "ci"
STARTS_WITHIN_SECONDS = 180


class AirflowServers:
    """Starts in order (database, API server and DAG processor, scheduler) and stops in the opposite one."""

    def __init__(self, folder: Path, dags: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._postgres = Postgres()
        self.password = secrets.token_urlsafe(16)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        passwords = folder / "passwords.json"
        passwords.write_text(json.dumps({USER: self.password}))
        settings = {
            "CORE__DAGS_FOLDER": dags,
            "CORE__LOAD_EXAMPLES": "False",
            "CORE__EXECUTOR": "LocalExecutor",
            "CORE__PARALLELISM": "2",
            "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
            "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": passwords,
            "CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "API__HOST": "127.0.0.1",
            "API__PORT": port,
            "API__BASE_URL": self.url,
            "API__WORKERS": "1",
            "API__SECRET_KEY": secrets.token_hex(32),
            "API_AUTH__JWT_SECRET": secrets.token_hex(64),
            "WORKERS__EXECUTION_API_TIMEOUT": "30",
            "WORKERS__EXECUTION_API_RETRIES": "10",
            "WORKERS__MIN_HEARTBEAT_INTERVAL": "2",
            "DAG_PROCESSOR__REFRESH_INTERVAL": "5",
            "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "5",
            "DAG_PROCESSOR__PARSING_PROCESSES": "1",
            "SCHEDULER__JOB_HEARTBEAT_SEC": "2",
            "SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "15",
            "LOGGING__WORKER_LOG_SERVER_PORT": free_port(),
            "LOGGING__BASE_LOG_FOLDER": folder / "logs",
        }
        self._environment = {
            **os.environ,
            **environment,
            "AIRFLOW_HOME": str(folder),
            "NO_PROXY": "127.0.0.1,localhost",
            **{f"AIRFLOW__{name}": str(value) for name, value in settings.items()},
        }

    def __enter__(self) -> AirflowServers:
        try:
            self._postgres.start()
            self._environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = self._postgres.url("psycopg2")
            self._environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC"] = self._postgres.url("asyncpg")
            subprocess.run(self._command("db", "migrate"), env=self._environment, check=True, stdout=subprocess.DEVNULL)
            self._start("api-server")
            self._start("dag-processor")
            self._wait("the API server", lambda: requests.get(self.url + "/api/v2/monitor/health", timeout=5).ok)
            self._start("scheduler")
            self._wait("the scheduler", self._is_scheduler_healthy)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for name in ("scheduler", "dag-processor", "api-server"):
            process = self._processes.get(name)
            if process is not None and process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(timeout=30)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
        self._postgres.stop()

    def log(self, run_id: str, task: str) -> str:
        """All that the attempts of a task have written."""
        files = sorted(self._folder.glob(f"logs/dag_id=*/run_id={run_id}/task_id={task}/*.log"))
        return "".join(file.read_text(encoding="utf-8") for file in files)

    def _start(self, name: str) -> None:
        with (self._folder / f"{name}.log").open("wb") as log:
            self._processes[name] = subprocess.Popen(
                self._command(name),
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _wait(self, what: str, is_ready) -> None:
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < until:
            for name, process in self._processes.items():
                if process.poll() is not None:
                    raise RuntimeError(f"{name} ended with {process.returncode}: {self._folder / name}.log")
            try:
                if is_ready():
                    return
            except requests.RequestException:
                pass
            time.sleep(1)
        raise TimeoutError(f"{what} was not ready after {STARTS_WITHIN_SECONDS} s, see {self._folder}")

    def _is_scheduler_healthy(self) -> bool:
        health = requests.get(self.url + "/api/v2/monitor/health", timeout=5).json()
        return health["scheduler"]["status"] == "healthy" and health["dag_processor"]["status"] == "healthy"

    @staticmethod
    def _command(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "airflow", *arguments]


class Postgres:
    """
    A server of its own on a socket in its folder. It does not run as root, so root hands the folder to another user;
    pytest's own folder would be closed to that one.
    """

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="vinelake-airflow-"))
        self._port = free_port()
        self._bin = postgres_binaries()

    def start(self) -> None:
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self._folder, user.pw_uid, user.pw_gid)
        self._run(
            "initdb",
            "-D",
            self._data(),
            "-A",
            "trust",
            "-U",
            "airflow",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
        )
        options = f"-p {self._port} -k {self._folder} -c listen_addresses='' -c fsync=off"
        self._run("pg_ctl", "-D", self._data(), "-w", "-l", f"{self._folder}/log", "-o", options, "start")
        self._run("createdb", "-h", str(self._folder), "-p", str(self._port), "-U", "airflow", "airflow")

    def stop(self) -> None:
        if (self._folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", self._data(), "-m", "immediate", "stop")
        shutil.rmtree(self._folder)

    def url(self, driver: str) -> str:
        return f"postgresql+{driver}://airflow@/airflow?host={self._folder}&port={self._port}"

    def _data(self) -> str:
        return str(self._folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stdout}")


def postgres_binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise RuntimeError("PostgreSQL's initdb is missing. Debian: apt-get install postgresql")
    return Path(on_path).resolve().parent


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]
