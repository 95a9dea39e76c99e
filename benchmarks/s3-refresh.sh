#!/usr/bin/env bash
# Refreshes a small city on disk and on an S3 endpoint on this machine, and compares the two lakes: every table, every
# row. Then it asks the lake on S3 for its releases and a profile, and computes the current
# release again.
set -euo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
subjects=200 seed=7 dir=$(mktemp -d)/s3

usage() {
  cat <<'HELP'
Usage: benchmarks/s3-refresh.sh [--subjects N] [--seed N] [--dir DIR]

      --subjects N   enterprises of the city; default: 200
      --seed N       of the city; default: 7
      --dir DIR      an empty or absent folder; default: a temporary one
HELP
}

while [ $# -gt 0 ]; do
  case $1 in
    --subjects) subjects=$2 && shift 2 ;;
    --seed) seed=$2 && shift 2 ;;
    --dir) dir=$2 && shift 2 ;;
    *) usage && exit $([ "$1" = --help ] && echo 0 || echo 2) ;;
  esac
done

as_of=2026-06-30
bucket=city
mkdir -p "$dir/data/$bucket"
cp -R "$home/examples/city" "$dir/hub"
for key in personal-data landing; do
  (umask 077 && head -c 48 /dev/urandom | base64 -w 0 >"$dir/hub/$key.key")
done
"$home/vinelake" demo --help >/dev/null
(cd "$home" && ./mvnw -q -pl lake/s3proxy generate-resources)
"$home/vinelake" city write --out "$dir/city" --subjects "$subjects" --seed "$seed" --as-of "$as_of" >/dev/null

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export LAKE_ACCESS_KEY=bench-access LAKE_SECRET_KEY=bench-secret
cat >"$dir/s3proxy.properties" <<PROPERTIES
s3proxy.endpoint=http://127.0.0.1:$port
s3proxy.authorization=aws-v2-or-v4
s3proxy.identity=$LAKE_ACCESS_KEY
s3proxy.credential=$LAKE_SECRET_KEY
jclouds.provider=filesystem-nio2
jclouds.identity=unused
jclouds.credential=unused
jclouds.filesystem.basedir=$dir/data
PROPERTIES
echo '<configuration><root level="warn"/></configuration>' >"$dir/logback.xml"
"${JAVA_HOME:+$JAVA_HOME/bin/}java" -Xmx512m -cp "$dir:$home/lake/s3proxy/target/lib/*" org.gaul.s3proxy.Main \
  --properties "$dir/s3proxy.properties" >"$dir/s3proxy.log" 2>&1 &
endpoint=$!
trap 'kill $endpoint 2>/dev/null || true' EXIT
for _ in $(seq 600); do
  (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
  kill -0 $endpoint 2>/dev/null || { cat "$dir/s3proxy.log" >&2 && exit 1; }
  sleep 0.1
done

cat >>"$dir/hub/hub.yaml" <<YAML
objectStore:
  endpoint: http://127.0.0.1:$port
  region: us-east-1
  pathStyle: true
  accessKey: { environment: LAKE_ACCESS_KEY }
  secretKey: { environment: LAKE_SECRET_KEY }
YAML

now() { date +%s%3N; }

refresh() {
  local begin
  begin=$(now)
  "$home/vinelake" --hub "$dir/hub" --lake "$1" refresh --landing "$dir/city/landing" --as-of "$as_of" >"$2" 2>&1 ||
    { tail -n 20 "$2" >&2 && exit 1; }
  echo "refresh on $1: $((($(now) - begin) / 1000)) s"
}

lake=s3a://$bucket/lake
refresh "$dir/disk" "$dir/disk.log"
refresh "$lake" "$dir/s3.log"
# The endpoint keeps objects as files: what it holds is read past it.
"$home/vinelake" bench compare "$dir/disk" "$dir/data/$bucket/lake"
"$home/vinelake" --hub "$dir/hub" --lake "$lake" release list
"$home/vinelake" --hub "$dir/hub" --lake "$lake" profile S00000001 | sed -n 1p
"$home/vinelake" --hub "$dir/hub" --lake "$lake" release replay current
