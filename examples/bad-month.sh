#!/usr/bin/env bash
# A bad month: 20 deliveries damaged in 20 ways. They are held or refused as an operator would wish, and mended by the
# commands alone; after each step the accounting law is counted anew, from the files of the lake.
# Usage: examples/bad-month.sh [DIR]   DIR: where the hub is made; default: a temporary folder that is removed
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LC_ALL=C.UTF-8

# VINELAKE names another launcher.
vinelake=${VINELAKE:-./vinelake}
if [ $# -gt 0 ]; then
  hub=$1/hub
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  hub=$work/hub
fi

.mvn/python-environment examples/requirements.lock.txt examples/target/venv
export PYTHONDONTWRITEBYTECODE=1
examples/target/venv/bin/python examples/bad_month.py "$vinelake" "$hub"
