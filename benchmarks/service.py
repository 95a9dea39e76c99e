#!/usr/bin/env python3
"""Loads a service, kills it, kills its loader, and spoils its log: what must hold is checked, what it costs is printed.

    python3 benchmarks/service.py load        --hub DIR --lake DIR [--seconds N] [--connections N]
    python3 benchmarks/service.py kill        --hub DIR --lake DIR [--seconds N] [--rate N] [--whole]
    python3 benchmarks/service.py kill-loader --hub DIR --lake DIR [--kills N] [--seed N]

A lake to work on: ./vinelake demo --subjects 100000 --no-serve --dir DIR, then DIR/hub and DIR/lake. kill-loader needs
two releases in it. Needs psql (Debian: postgresql-client), load also wrk. Ends with 0 when all holds, else with 1.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

LAUNCHER = Path(__file__).resolve().parents[1] / "vinelake"
BANK, PURPOSE = "demo-bank", "loan_application"

WRK = """
local ids = {}
for id in io.lines("IDS") do ids[#ids + 1] = id end
local seed = 0
function setup(thread) seed = seed + 1; thread:set("seed", seed) end
function init() math.randomseed(seed) end
function request()
  local path = "/v1/subjects/" .. ids[math.random(#ids)] .. "/profile?purpose=PURPOSE"
  return wrk.format("GET", path, {["Authorization"] = "Bearer TOKEN"})
end
"""

LINE = (
    "at, actor, role, institution, subject_id, action, purpose, sections, withheld, consent_ids, outcome, detail, "
    "previous_hash, hash"
)


class Service:
    """A service on the lake, and its store seen from beside it."""

    def __init__(self, hub: Path, lake: Path, *options: str) -> None:
        self._base = ["--hub", str(hub), "--lake", str(lake)]
        self._lake = lake
        self._options = options
        self._process: subprocess.Popen[bytes] | None = None
        self.facts: dict = {}

    def start(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.json"
            command = [str(LAUNCHER), *self._base, "serve", "--demo-issuer", "--port", "0", "--rate", "1000000"]
            self._process = subprocess.Popen(
                [*command, "--report", str(report), *self._options], stdout=subprocess.DEVNULL, start_new_session=True
            )
            while not self.facts or not report.exists():
                if self._process.poll() is not None:
                    sys.exit(f"the service ended with {self._process.returncode}")
                time.sleep(0.05)
                try:
                    self.facts = json.loads(report.read_text(encoding="utf-8"))
                except (FileNotFoundError, json.JSONDecodeError):
                    continue
        self.port = int(self.facts["url"].rsplit(":", 1)[1])

    def kill(self, whole: bool = False) -> None:
        """With -9: the service alone, or its PostgreSQL with it."""
        os.kill(self._process.pid, signal.SIGKILL)
        if whole:
            first = (self._lake / ".service/postgres/postmaster.pid").read_text().split()[0]
            for pid in [first, *subprocess.run(["pgrep", "-P", first], capture_output=True, text=True).stdout.split()]:
                os.kill(int(pid), signal.SIGKILL)
        self._process.wait()
        self.facts = {}

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=60)
        self.facts = {}

    def resident_megabytes(self) -> int:
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024

    def sql(self, statement: str) -> str:
        folder = self._lake / ".service"
        port = (folder / "postgres.port").read_text()
        done = subprocess.run(
            ["psql", "-h", "127.0.0.1", "-p", port, "-U", "postgres", "-qAt", "-v", "ON_ERROR_STOP=1", "-c", statement],
            env={**os.environ, "PGPASSWORD": (folder / "store.key").read_text().strip()},
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{statement}: {done.stderr}")
        return done.stdout.strip()

    def vinelake(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(LAUNCHER), *self._base, *arguments], capture_output=True, text=True)

    def releases(self) -> list[str]:
        """The current one last."""
        listed = self.vinelake("release", "list").stdout.splitlines()
        return [line.split()[0] for line in listed if re.match(r"\d{4}-\d\d-\d\d-", line)]

    def subjects(self) -> list[str]:
        served = "(SELECT load_id FROM served_release)"
        return self.sql(f"SELECT subject_id FROM profile WHERE load_id = {served} ORDER BY 1").split()

    def metric(self, name: str) -> float:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name))


def load(service: Service, arguments: argparse.Namespace) -> bool:
    service.start()
    newest = service.releases()[-1]
    served = "SELECT release_id FROM served_release JOIN release_load USING (load_id)"
    while service.sql(served) != newest:
        time.sleep(1)
    # What counts is a start on a loaded store.
    service.stop()
    service.start()
    print(f"start to first answer on a loaded store: {service.facts['start_seconds']:.1f} s")
    subjects = service.subjects()
    sections = service.sql("SELECT array_agg(DISTINCT s)::text FROM consent, unnest(sections) s").strip()
    granted = f"(SELECT 1 FROM consent WHERE consent.subject_id = p.subject_id AND institution = '{BANK}')"
    service.sql(
        "INSERT INTO consent (consent_id, subject_id, institution, purpose, sections, valid_until, given_at, given_by)"
        f" SELECT gen_random_uuid(), subject_id, '{BANK}', '{PURPOSE}', '{sections}', now() + interval '1 year',"
        f" now(), 'benchmark' FROM profile p WHERE load_id = (SELECT load_id FROM served_release)"
        f" AND NOT EXISTS {granted}"
    )
    service.sql("ANALYZE consent")
    with tempfile.TemporaryDirectory() as folder:
        ids, script = Path(folder) / "ids", Path(folder) / "read.lua"
        ids.write_text("\n".join(subjects) + "\n")
        text = WRK.replace("IDS", str(ids)).replace("PURPOSE", PURPOSE)
        script.write_text(text.replace("TOKEN", service.facts["token"]["officer"]))
        wrk = ["wrk", "-t2", f"-c{arguments.connections}", "--latency", "-s", str(script)]
        subprocess.run([*wrk, "-d20s", service.facts["url"]], stdout=subprocess.DEVNULL, check=True)
        lines = int(service.sql("SELECT count(*) FROM audit_line"))
        print(f"{len(subjects):,} profiles, each granted; {arguments.connections} connections, after 20 s of warming")
        out = subprocess.run([*wrk, f"-d{arguments.seconds}s", service.facts["url"]], capture_output=True, text=True)
    print(out.stdout)
    answers = int(re.search(r"(\d+) requests in", out.stdout)[1])
    written = int(service.sql("SELECT count(*) FROM audit_line")) - lines
    heap = service.metric('jvm_memory_used_bytes{area="heap"') / 2**20
    print(f"heap in use {heap:.0f} MB, resident at most {service.resident_megabytes()} MB")
    print(f"answers {answers:,}, new lines in the log {written:,}")
    service.stop()
    is_sound = service.vinelake("audit", "verify").returncode == 0
    print(f"the chain is {'sound' if is_sound else 'BROKEN'}")
    return is_sound and written >= answers and "Non-2xx" not in out.stdout


def read_at(service: Service, rate: int, until: threading.Event, answered: Counter[str]) -> None:
    """Reads profiles at a rate from 16 connections, each noting what it has received wholly."""
    subjects = service.subjects()
    threads = 16

    def reader(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=10)
        headers = {"Authorization": f"Bearer {service.facts['token']['officer']}"}
        index = number
        next_moment = time.monotonic() + number / rate
        try:
            while not until.is_set():
                time.sleep(max(0.0, next_moment - time.monotonic()))
                next_moment += threads / rate
                subject = subjects[index % len(subjects)]
                index += threads
                connection.request("GET", f"/v1/subjects/{subject}/profile?purpose={PURPOSE}", headers=headers)
                answer = connection.getresponse()
                body = answer.read()
                if answer.status == 200 and json.loads(body):
                    with lock:
                        answered[subject] += 1
        except (OSError, http.client.HTTPException, json.JSONDecodeError):
            # The service is down.
            pass

    lock = threading.Lock()
    readers = [threading.Thread(target=reader, args=(n,)) for n in range(threads)]
    for thread in readers:
        thread.start()
    for thread in readers:
        thread.join()


def kill(service: Service, arguments: argparse.Namespace) -> bool:
    service.start()
    before = int(service.sql("SELECT coalesce(max(seq), 0) FROM audit_line"))
    answered: Counter[str] = Counter()
    until = threading.Event()
    client = threading.Thread(target=read_at, args=(service, arguments.rate, until, answered))
    client.start()
    time.sleep(arguments.seconds)
    service.kill(arguments.whole)
    until.set()
    client.join()
    total = sum(answered.values())
    print(f"killed with -9 after {arguments.seconds} s; {total:,} answers received, {total / arguments.seconds:.0f}/s")

    service.start()
    found = service.sql(
        f"SELECT subject_id || ' ' || count(*) FROM audit_line WHERE seq > {before} AND action = 'profile.read'"
        " AND outcome = 'done' GROUP BY subject_id"
    )
    logged = Counter({line.split()[0]: int(line.split()[1]) for line in found.splitlines()})
    missing = answered - logged
    print(f"readings in the log {sum(logged.values()):,}; answers that are not in it: {sum(missing.values())}")
    head = service.vinelake("audit", "head").stdout.strip()
    sound = service.vinelake("audit", "verify", "--head", head)
    print(sound.stdout.strip())
    is_found = sound.returncode == 0 and not missing and total > 0

    seq = int(head.split(":")[0])
    middle = (before + seq) // 2
    service.sql("CREATE TABLE IF NOT EXISTS kept_line AS SELECT * FROM audit_line")
    service.sql("ALTER TABLE audit_line DISABLE TRIGGER audit_line_is_kept")
    move = "UPDATE audit_line SET seq = {} WHERE seq = {}"
    spoilings = {
        "altered": f"UPDATE audit_line SET purpose = 'prospecting' WHERE seq = {middle}",
        "removed": f"DELETE FROM audit_line WHERE seq = {middle}",
        "inserted": f"INSERT INTO audit_line (seq, {LINE}) SELECT {seq + 1}, {LINE} FROM audit_line WHERE seq = {seq}",
        "swapped": "; ".join(
            move.format(*pair) for pair in ((seq + 9, middle), (middle, middle + 1), (middle + 1, seq + 9))
        ),
        "cut off at the end": f"DELETE FROM audit_line WHERE seq = {seq}",
    }
    for name, statement in spoilings.items():
        service.sql(f"BEGIN; {statement}; COMMIT")
        verified = service.vinelake("audit", "verify", "--head", head)
        is_this = verified.returncode != 0
        is_found &= is_this
        print(f"{name}: {'found' if is_this else 'NOT FOUND'}: {verified.stdout.strip().splitlines()[-1]}")
        service.sql("BEGIN; DELETE FROM audit_line; INSERT INTO audit_line SELECT * FROM kept_line; COMMIT")
    service.sql("ALTER TABLE audit_line ENABLE TRIGGER audit_line_is_kept; DROP TABLE kept_line")
    is_found &= service.vinelake("audit", "verify", "--head", head).returncode == 0
    service.stop()
    return is_found


def kill_loader(service: Service, arguments: argparse.Namespace) -> bool:
    releases = service.releases()
    if len(releases) < 2:
        sys.exit(f"the lake has {len(releases)} releases. Needed: two")
    old, new = releases[-2:]
    # Without a kill, once: for the length of a load.
    service.vinelake("release", "serve", old)
    service.start()
    forget(service, new)
    service.stop()
    begin = time.monotonic()
    service.vinelake("release", "serve", new)
    length = time.monotonic() - begin
    print(f"{old} and {new}; an undisturbed load takes {length:.1f} s from the start of the command")
    moments = random.Random(arguments.seed)
    is_whole = True
    for number in range(1, arguments.kills + 1):
        service.vinelake("release", "serve", old)
        service.start()
        forget(service, new)
        service.stop()
        command = [str(LAUNCHER), *service._base, "release", "serve", new]
        loader = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        moment = moments.uniform(0.2, 1.0) * length
        time.sleep(moment)
        os.kill(loader.pid, signal.SIGKILL)
        loader.wait()
        # Polls rarely: what is served is what the kill left.
        service.start()
        served, named, there, is_hash = service.sql(
            "SELECT release_id, profile_count, (SELECT count(*) FROM profile p WHERE p.load_id = s.load_id),"
            " content_hash = (SELECT encode(sha256(string_agg(subject_id || ' ' || sha256 || E'\\n', ''"
            " ORDER BY subject_id COLLATE \"C\")::bytea), 'hex') FROM profile p WHERE p.load_id = s.load_id)"
            " FROM served_release s JOIN release_load USING (load_id)"
        ).split("|")
        is_this = served in (old, new) and named == there and is_hash == "t"
        is_whole &= is_this
        state = "whole" if is_this else "MIXED"
        print(f"kill {number} after {moment:.1f} s: {served} is served, {there} of {named} profiles, {state}")
        service.stop()
    return is_whole


def forget(service: Service, release: str) -> None:
    """Takes a release out of the store that is not served, so that it must be loaded again."""
    number = service.sql(f"SELECT load_id FROM release_load WHERE release_id = '{release}'")
    if number:
        service.sql(
            f"ALTER TABLE profile DETACH PARTITION profile_{number}; DROP TABLE profile_{number};"
            f" DELETE FROM release_load WHERE load_id = {number}"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("check", choices=["load", "kill", "kill-loader"])
    parser.add_argument("--hub", type=Path, required=True)
    parser.add_argument("--lake", type=Path, required=True)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--rate", type=int, default=200)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--whole", action="store_true", help="kill: the PostgreSQL with it")
    arguments = parser.parse_args()
    check = {"load": load, "kill": kill, "kill-loader": kill_loader}[arguments.check]
    options = ["--poll", "86400"] if arguments.check == "kill-loader" else []
    holds = check(Service(arguments.hub.resolve(), arguments.lake.resolve(), *options), arguments)
    print("all holds" if holds else "IT DOES NOT HOLD")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
