#!/usr/bin/env bash
# Lints every contract of the project in the locked environment. Arguments go to pytest.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

../.mvn/python-environment requirements.lock.txt target/venv
export PYTHONDONTWRITEBYTECODE=1
target/venv/bin/ruff check --no-cache .
target/venv/bin/ruff format --no-cache --check .
exec target/venv/bin/python -m pytest -p no:cacheprovider "$@"
