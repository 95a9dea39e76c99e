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

# Shows each command, and keeps what it said in said/.
mkdir bin said
export day=$PWD launcher
cat >bin/vinelake <<'SH'
#!/usr/bin/env bash
set -o pipefail
said=$day/said/$(ls "$day/said" | wc -l | xargs printf '%02d').txt
printf '$ vinelake %s\n' "$*" | tee "$said" | sed '1s/^/\n/' >&2
{ "$launcher" "$@" 2>&3 | tee -a "$said"; } 3> >(tee -a "$said" >&2)
SH
chmod +x bin/vinelake
PATH=$PWD/bin:$PATH
# The hub as it is before the repair is kept, for pictures of the pages.
awk '/^```sh$/ {on = 1; next} /^```$/ {on = 0} /^## 09:40 Repair$/ {print "cp -r hub before-repair"} on' "$root/docs/operator.md" >day.sh
bash -euo pipefail day.sh

# What the page promises at the end.
vinelake --hub hub delivery list --held --json | grep -qx '\[ \]' || { echo "operator-day.sh: something is held" >&2; exit 1; }
vinelake --hub hub quarantine list --json | grep -qx '\[ \]' || { echo "operator-day.sh: rows wait for repair" >&2; exit 1; }
