from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def launcher() -> Path:
    return ROOT / "vinelake"


def pytest_addoption(parser):
    parser.addoption("--months", type=int, choices=[0, 1, 2, 3], default=0, help="how many months to backfill")


@pytest.fixture(scope="session")
def months(request) -> int:
    return request.config.getoption("--months")
