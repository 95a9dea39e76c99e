#!/usr/bin/env bash
# Runs every command of docs/operator.md, in order and as it stands there.
# Usage: examples/operator-day.sh [DIR]   DIR: a folder that is empty; default: a temporary one that is removed
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# VINELAKE names another launcher.
launcher=${VINELAKE:-$root/vinelake}
if [ $# -gt 0 ]; then
  mkdir -p "$1"
  cd "$1"
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  cd "$work"
fi

mkdir bin
printf '#!/usr/bin/env bash\nprintf "\\n$ vinelake %%s\\n" "$*" >&2\nexec %q "$@"\n' "$launcher" >bin/vinelake
chmod +x bin/vinelake
PATH=$PWD/bin:$PATH
awk '/^```sh$/ {on = 1; next} /^```$/ {on = 0} on' "$root/docs/operator.md" >day.sh
bash -euo pipefail day.sh

# What the page promises at the end.
vinelake --hub hub delivery list --held --json | grep -qx '\[ \]' || { echo "operator-day.sh: something is held" >&2; exit 1; }
vinelake --hub hub quarantine list --json | grep -qx '\[ \]' || { echo "operator-day.sh: rows wait for repair" >&2; exit 1; }
