#!/usr/bin/env bash
# Kills refreshes of a small city with -9 at random moments, lets the last one end, and compares the lake with that of
# an undisturbed run: every table, every row.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
kills=20 seed=7 subjects=200 dir=$(mktemp -d)/kill

usage() {
  cat <<'HELP'
Usage: benchmarks/kill-refresh.sh [--kills N] [--seed N] [--subjects N] [--dir DIR]

      --kills N      how often to kill; default: 20
      --seed N       of the moments and of the city; default: 7
      --subjects N   enterprises of the city; default: 200
      --dir DIR      an empty or absent folder; default: a temporary one
HELP
}

while [ $# -gt 0 ]; do
  case $1 in
    --kills) kills=$2 && shift 2 ;;
    --seed) seed=$2 && shift 2 ;;
    --subjects) subjects=$2 && shift 2 ;;
    --dir) dir=$2 && shift 2 ;;
    *) usage && exit $([ "$1" = --help ] && echo 0 || echo 2) ;;
  esac
done

as_of=2026-06-30
RANDOM=$seed
mkdir -p "$dir"
cp -R "$home/examples/city" "$dir/hub"
(umask 077 && head -c 48 /dev/urandom | base64 -w 0 >"$dir/hub/personal-data.key")
"$home/vinelake" demo --help >/dev/null
"$home/vinelake" city write --out "$dir/city" --subjects "$subjects" --seed "$seed" --as-of "$as_of" >/dev/null

refresh() {
  exec "$home/vinelake" --hub "$dir/hub" --lake "$1" refresh --landing "$dir/city/landing" --as-of "$as_of"
}

now() { date +%s%3N; }

echo "undisturbed run ..."
begin=$(now)
(refresh "$dir/undisturbed") >"$dir/undisturbed.log" 2>&1
length=$(($(now) - begin))
echo "undisturbed run: $((length / 1000)) s"

compare() {
  "$home/vinelake" bench compare "$dir/undisturbed" "$1"
}

# Runs are chained: each starts from what the last kill left. When one ends before its kill, the lake is compared and
# the next one starts on an empty lake.
lake_number=1 killed=0 unequal=0
while [ "$killed" -lt "$kills" ]; do
  lake=$dir/lake$lake_number
  setsid bash -c "exec '$home/vinelake' --hub '$dir/hub' --lake '$lake' refresh --landing '$dir/city/landing' --as-of $as_of" \
    >>"$dir/lake$lake_number.log" 2>&1 &
  pid=$!
  moment=$((length / 10 + (RANDOM * 32768 + RANDOM) % (length * 9 / 10)))
  sleep "$((moment / 1000)).$(printf '%03d' $((moment % 1000)))"
  if kill -9 -- "-$pid" 2>/dev/null; then
    wait "$pid" 2>/dev/null || true
    killed=$((killed + 1))
    echo "kill $killed after $moment ms, lake $lake_number, in: $(grep -oE '[a-z-]+ started' "$dir/lake$lake_number.log" | tail -n 1)"
  else
    wait "$pid" || true
    echo "lake $lake_number ended before its kill"
    compare "$lake" || unequal=$((unequal + 1))
    lake_number=$((lake_number + 1))
  fi
done

lake=$dir/lake$lake_number
(refresh "$lake") >>"$dir/lake$lake_number.log" 2>&1
compare "$lake" || unequal=$((unequal + 1))
echo "kills $killed, lakes compared $lake_number, unequal $unequal"
[ "$unequal" -eq 0 ]
