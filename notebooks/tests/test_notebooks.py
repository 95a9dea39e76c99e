"""
A small city with its service running: enterprises grant a bank the development of a model, one of them takes it back,
and the notebooks run on the extract.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import jwt
import nbformat
import polars
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa

NOTEBOOKS = Path(__file__).resolve().parents[1]
ROOT = NOTEBOOKS.parent
AS_OF = date(2026, 6, 30)
BANK = "test-bank"
PURPOSE = "model_development"
ISSUER, AUDIENCE = "https://issuer.test", "vinelake-test"
GRANTED = 700
# Compiling for speed does not pay in runs this short.
SHORT = "-XX:TieredStopAtLevel=1"
SUBJECTS = 800
# The fewest quarters that hold a vintage to learn from, a year before the last one.
VINTAGES = "5"


class Issuer:
    """Signs tokens with a key of its own; the hub knows the public part."""

    def __init__(self, hub: Path) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        (hub / "keys.json").write_text(json.dumps({"keys": [public | {"kid": "test", "use": "sig", "alg": "RS256"}]}))
        settings = {"issuer": ISSUER, "audience": AUDIENCE, "keys": "keys.json"}
        with (hub / "hub.yaml").open("a", encoding="utf-8") as yaml:
            yaml.write("\nservice:\n  tokens: " + json.dumps(settings) + "\n")

    def token(self, role: str, **claims: str) -> str:
        facts = {"iss": ISSUER, "aud": AUDIENCE, "sub": f"test-{role}", "role": role, "exp": int(time.time()) + 7200}
        return jwt.encode(facts | claims, self._key, "RS256", headers={"kid": "test"})


class City:
    """A hub, its lake, and the service on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hub = folder / "hub"
        self.lake = folder / "lake"
        shutil.copytree(ROOT / "examples" / "city", self.hub)
        for name in ("personal-data.key", "landing.key"):
            (self.hub / name).write_bytes(base64.b64encode(secrets.token_bytes(48)))
        self.issuer = Issuer(self.hub)
        city = str(folder / "city")
        self.vinelake("city", "write", "--out", city, "--subjects", str(SUBJECTS), "--as-of", str(AS_OF))
        self.on_hub("refresh", "--landing", f"{city}/landing", "--as-of", str(AS_OF))

    def on_hub(self, *arguments: str, **environment: str) -> str:
        return self.vinelake("--hub", str(self.hub), "--lake", str(self.lake), *arguments, **environment)

    def vinelake(self, *arguments: str, **environment: str) -> str:
        done = subprocess.run(
            [str(ROOT / "vinelake"), *arguments],
            env={**os.environ, "VINELAKE_NO_BUILD": "yes", "JAVA_TOOL_OPTIONS": SHORT, **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, f"{arguments[4:]}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def serve(self) -> Service:
        report = self.folder / "service.json"
        log = (self.folder / "service.log").open("wb")
        process = subprocess.Popen(
            [
                *[str(ROOT / "vinelake"), "--hub", str(self.hub), "--lake", str(self.lake), "serve"],
                *["--port", "0", "--rate", "10000", "--report", str(report)],
            ],
            env={**os.environ, "VINELAKE_NO_BUILD": "yes"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        until = time.monotonic() + 120
        while not report.exists():
            assert process.poll() is None, (self.folder / "service.log").read_text(encoding="utf-8")
            assert time.monotonic() < until, "the service does not start"
            time.sleep(0.5)
        return Service(process, json.loads(report.read_text(encoding="utf-8"))["url"], self.issuer)


class Service:
    def __init__(self, process: subprocess.Popen[bytes], url: str, issuer: Issuer) -> None:
        self._process = process
        self.url = url
        self._issuer = issuer

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=60)

    def call(self, method: str, path: str, token: str, body: object = None, status: int = 200) -> object:
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.request(method, self.url + path, json=body, headers=headers, timeout=30)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def of(self, subject: str) -> str:
        return self._issuer.token("representative", subject=subject)

    def grant(self, subject: str, sections: list[str], institution: str = BANK, purpose: str = PURPOSE) -> str:
        until = datetime.now(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=30)
        offer = {"institution": institution, "purpose": purpose, "sections": sections, "until": until.isoformat()}
        return self.call("POST", "/v1/grants", self.of(subject), offer, 201)["consent_id"]


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return City(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="module")
def service(city):
    running = city.serve()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def sections(city):
    """All that features and labels of the city are made of, and that is not open."""
    return ["bank/loan", "network", "social_insurance/contribution", "tax/filing", "utility/bill"]


@pytest.fixture(scope="module")
def extract(city, service, sections):
    ids = [f"S{number:08d}" for number in range(1, GRANTED + 6)]
    for subject in ids[:GRANTED]:
        service.grant(subject, sections)
    withdrawn, partial, elsewhere, otherwise = ids[GRANTED : GRANTED + 4]
    consent = service.grant(withdrawn, sections)
    service.call("DELETE", f"/v1/grants/{consent}", service.of(withdrawn), status=204)
    service.grant(partial, sections[:-1])
    service.grant(elsewhere, sections, institution="another-bank")
    service.grant(otherwise, sections, purpose="loan_application")
    out = city.folder / "extract"
    arguments = ["--institution", BANK, "--purpose", PURPOSE, "--as-of", str(AS_OF), "--vintages", VINTAGES]
    operator = city.issuer.token("operator")
    city.on_hub("extract", *arguments, "--out", str(out), "--service", service.url, VINELAKE_TOKEN=operator)
    return out


def test_holds_whoever_granted_it_and_nobody_else(city, service, extract, sections):
    manifest = json.loads((extract / "extract.json").read_text(encoding="utf-8"))
    assert manifest["granted_sections"] == sections
    assert manifest["subjects"] == GRANTED
    observation = polars.read_delta(str(extract / "observation"))
    assert observation["subject"].n_unique() == GRANTED
    assert observation.height == GRANTED * len(manifest["observation_dates"])
    texts = [name for name, kind in observation.schema.items() if kind == polars.String]
    assert texts == ["subject"]
    assert observation["subject"].str.contains("^v1:[0-9a-f]{64}$").all()


def test_each_enterprise_sees_the_extract_on_its_own_page_and_the_log_verifies(city, service, extract):
    inside = service.call("GET", "/v1/accesses", service.of("S00000001"))["accesses"]
    assert [access["purpose"] for access in inside] == [PURPOSE]
    outside = service.call("GET", "/v1/accesses", service.of(f"S{GRANTED + 1:08d}"))["accesses"]
    assert outside == []


def test_an_officer_gets_no_extract(city, service):
    body = {"institution": BANK, "purpose": PURPOSE, "as_of_date": str(AS_OF)}
    officer = city.issuer.token("officer", institution=BANK)
    service.call("POST", "/v1/extracts", officer, body, status=403)


@pytest.mark.parametrize("notebook", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs_and_runs(notebook, extract):
    cells = nbformat.read(notebook, as_version=4).cells
    assert not [c for c in cells if c.cell_type == "code" and (c.outputs or c.execution_count)]
    page = NOTEBOOKS / "target" / f"{notebook.stem}.html"
    page.parent.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "VINELAKE_EXTRACT": str(extract),
        "VINELAKE_LIB": str(ROOT / "target" / "lib"),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    command = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", "--execute", "--output", str(page)]
    done = subprocess.run([*command, str(notebook)], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-4000:]
