#!/usr/bin/env bash
# Tries the package as an operator gets it: unpacked where the path has a space, started by a link from another folder,
# with nothing in the environment but where Java is. With the real invoices beside the project it also takes them in, is
# stopped on the way, goes on, and serves what came of them.
# Usage: package/test.sh ARCHIVE
set -euo pipefail

archive=$(readlink -f "$1")
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
data=$(dirname "$home")/shared/data/cumcm2020c
dir=$(mktemp -d)/"one place"
running=
class_archive=
java_options=
trap '[ -z "$running" ] || kill "$running" 2>/dev/null || true; rm -rf "$(dirname "$dir")"' EXIT

step() { echo "package: $(date -u +%H:%M:%S) $*"; }

fail() {
  echo "package: failed: $*" >&2
  [ ! -s "$dir/output" ] || tail -n 40 "$dir/output" >&2
  exit 1
}

# Replaces the shell: in the background its process is the launcher's.
become_vinelake() {
  exec env -i PATH="$PATH" ${JAVA_HOME:+"JAVA_HOME=$JAVA_HOME"} ${class_archive:+"VINELAKE_CLASS_ARCHIVE=$class_archive"} \
    ${java_options:+"JAVA_TOOL_OPTIONS=$java_options"} "$dir/vinelake" "$@"
}

# expect CODE TEXT ARGUMENT...: how it ends, and what it says.
expect() {
  local code=$1 text=$2 ended=0
  shift 2
  (become_vinelake "$@") >"$dir/output" 2>&1 || ended=$?
  [ "$ended" = "$code" ] || fail "vinelake $*: exit code $ended, expected $code"
  grep -qF -- "$text" "$dir/output" || fail "vinelake $*: does not say: $text"
}

step "unpacking $archive"
mkdir "$dir"
tar -xzf "$archive" -C "$dir"
[ "$(ls "$dir")" = "$(basename "$archive" .tar.gz)" ] || fail "more than one folder at the top: $(ls "$dir")"
package=$dir/$(ls "$dir")
for file in README.md LICENSE bin/vinelake examples/city/hub.yaml examples/cumcm/hub.yaml lib/spark lib/service; do
  [ -e "$package/$file" ] || fail "$file is missing"
done
strangers=$(find "$package" -name 'vinelake-city*' -o -name 'vinelake-benchmarks*' -o -name '*duckdb*' -o -name '*junit*')
[ -z "$strangers" ] || fail "not for an operator: $strangers"
ln -s "$package/bin/vinelake" "$dir/vinelake"
cd /

step "--version, --help, wrong options"
hub=$package/examples/cumcm
expect 0 "vinelake $(sed 's/^vinelake-//' <<<"$(basename "$package")")" --version
expect 0 "refresh" --help
expect 0 "--log-dir" refresh --help
expect 2 "--memory: 3x cannot be the heap. Allowed: 1024m to" --hub "$hub" check --memory 3x
expect 2 "Allowed: 1 to" --hub "$hub" check --cores none
expect 2 "a folder that is there" --hub "$hub" check --temp /nowhere
class_archive=/nowhere
expect 2 "VINELAKE_CLASS_ARCHIVE: /nowhere cannot be written. Allowed: a folder, or nothing" --hub "$hub" check
class_archive=

step "check"
expect 0 "6 contracts and 7 examples are good" --hub "$hub" check --memory 2g --cores 1

if [ ! -d "$data" ]; then
  step "skipped: the refresh of real invoices, because $data is absent"
  exit 0
fi

lake=$dir/lake
refresh=(--hub "$hub" --lake "$lake" refresh --landing "$data" --as-of 2020-02-21 --memory 3g)

step "refresh, stopped while it takes deliveries in"
become_vinelake "${refresh[@]}" >"$dir/output" 2>&1 &
running=$!
until grep -q "ingest-deliveries started" "$dir/output"; do
  kill -0 "$running" 2>/dev/null || fail "the refresh ended before its first job"
  sleep 1
done
kill -TERM "$running"
ended=0
wait "$running" || ended=$?
running=
[ "$ended" = 143 ] || fail "a stopped refresh: exit code $ended, expected 143"
grep -q "stopped by a signal. Run again to go on" "$dir/output" || fail "a stopped refresh does not say so"

step "refresh, which goes on, and keeps its classes"
class_archive=$dir/classes
mkdir "$class_archive"
expect 0 "subjects    425" "${refresh[@]}"
[ "$(ls "$class_archive" | grep -c '^vinelake-.*\.jsa$')" = 1 ] || fail "not one archive of classes: $(ls "$class_archive")"
# -Xshare:on ends a Java that cannot use the archive.
java_options=-Xshare:on
expect 0 "425 profiles" --hub "$hub" --lake "$lake" release list
class_archive=
java_options=
[ "$(ls "$lake/logs" | wc -l)" = 2 ] || fail "not one log for each run: $(ls "$lake/logs")"
[ "$(cat "$lake"/logs/*.log | grep -c 'run .* finished in .* exit code 0')" = 1 ] || fail "no finish line in $lake/logs"

step "report and status"
for form in report-zh.html report-en.html report-zh.md report-en.md report.json; do
  [ -s "$lake/reports/latest/$form" ] || fail "no $form in $lake/reports/latest"
done
expect 0 "release 2020-02-21 covers 425 of 425 subjects." --hub "$hub" --lake "$lake" status --language en

step "scan for personal data"
expect 0 "0 found" --hub "$hub" --lake "$lake" audit personal-data

step "serve"
become_vinelake --hub "$hub" --lake "$lake" serve --demo-issuer --port 0 --report "$dir/service.json" >"$dir/output" 2>&1 &
running=$!
until [ -s "$dir/service.json" ]; do
  kill -0 "$running" 2>/dev/null || fail "the service ended before it served"
  sleep 1
done
kill -TERM "$running"
wait "$running" || true
running=
step "done"
