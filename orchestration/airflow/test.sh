#!/usr/bin/env bash
# Lints and tests in the locked environment. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

../../.mvn/python-environment requirements.lock.txt target/venv
export PYTHONPATH=$PWD/src PYTHONDONTWRITEBYTECODE=1 NO_PROXY=127.0.0.1,localhost
export AIRFLOW_HOME=$PWD/target/airflow-home AIRFLOW__CORE__LOAD_EXAMPLES=False
target/venv/bin/ruff check --no-cache .
target/venv/bin/ruff format --no-cache --check .
exec target/venv/bin/python -m pytest -p no:cacheprovider "$@"
