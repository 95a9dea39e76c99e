# What the launchers of the package and of the source tree share: which Java, how much memory, and how each verb is
# started. Sourced. A launcher sets
#   java_package        what Debian calls the Java that it needs
#   launcher            itself; the service starts it for what needs Spark
#   own_jars            class path of the project's own jars; they come first, so that a verb without Spark opens no other
#   libraries           folder with the libraries of the verbs that start Spark, picocli among them
#   service_libraries   folder with those of the service

least_mib=1024

fail() {
  echo "vinelake: $1" >&2
  exit 1
}

refuse() {
  echo "vinelake: $1" >&2
  exit 2
}

# Java is asked once, for its version and for the memory that it sees: in a container less than the machine's.
find_java() {
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then
    java=$JAVA_HOME/bin/java
  else
    java=$(command -v java) || fail "Java 17 is missing. Debian: apt-get install $java_package"
  fi
  local answer
  answer=$(env -u JAVA_TOOL_OPTIONS -u JDK_JAVA_OPTIONS "$java" -XX:-UseCompressedOops -XX:MaxRAMPercentage=100 \
    -XX:+PrintFlagsFinal -version 2>&1) || true
  case $answer in
    *'version "17'*) ;;
    *) fail "$java is not Java 17, which Spark 4.1 needs. Debian: apt-get install $java_package, then set JAVA_HOME" ;;
  esac
  machine_mib=$(awk '$2 == "MaxHeapSize" { printf "%d", $4 / 1048576 }' <<<"$answer")
}

# Sets heap_mib as --memory says, else VINELAKE_MEMORY, else a third of the machine's memory: at most 8g, at least 3g,
# and 2g on a small machine. One that is sold with 8g shows some less.
size_heap() {
  local where=VINELAKE_MEMORY size=${VINELAKE_MEMORY:-} count
  while [ $# -gt 0 ]; do
    case $1 in
      --memory) where=--memory size=${2:-} ;;
      --memory=*) where=--memory size=${1#--memory=} ;;
    esac
    shift
  done
  if [ -z "$size" ]; then
    heap_mib=$((machine_mib / 3))
    [ "$heap_mib" -le 8192 ] || heap_mib=8192
    [ "$heap_mib" -ge 3072 ] || heap_mib=$((machine_mib < 7168 ? 2048 : 3072))
    return
  fi
  count=${size%[kKmMgG]}
  case $count in
    "" | *[!0-9]* | ??????????????*) heap_mib=0 ;;
    *)
      case $size in
        *[kK]) heap_mib=$((10#$count / 1024)) ;;
        *[mM]) heap_mib=$((10#$count)) ;;
        *[gG]) heap_mib=$((10#$count * 1024)) ;;
        *) heap_mib=$((10#$count / 1048576)) ;;
      esac
      ;;
  esac
  [ "$heap_mib" -ge "$least_mib" ] && [ "$heap_mib" -le "$machine_mib" ] ||
    refuse "$where: $size cannot be the heap. Allowed: ${least_mib}m to ${machine_mib}m, the memory of this machine, as 4g or 6000m"
}

# Those of the files that are there, as a class path.
class_path() {
  local jars=() jar
  for jar; do
    [ ! -f "$jar" ] || jars+=("$jar")
  done
  local IFS=:
  echo "${jars[*]}"
}

# Sets class_archive to Java's option for the archive of classes in VINELAKE_CLASS_ARCHIVE: a third of the time of a short
# run goes into reading them from jars. The archive is of these jars and this Java; the first refresh makes it at its end.
find_class_archive() {
  local folder=${VINELAKE_CLASS_ARCHIVE:-} file
  class_archive=()
  [ -n "$folder" ] || return 0
  [ -d "$folder" ] && [ -w "$folder" ] ||
    refuse "VINELAKE_CLASS_ARCHIVE: $folder cannot be written. Allowed: a folder, or nothing"
  file=$folder/vinelake-$(IFS=: && stat -L -c '%n %s %Y' "$java" $own_jars "$libraries"/*.jar | cksum | cut -d ' ' -f 1).jsa
  if [ -f "$file" ]; then
    class_archive=("-XX:SharedArchiveFile=$file")
  else
    case " $* " in
      *" refresh "*)
        rm -f "$folder"/vinelake-*.jsa
        class_archive=("-XX:ArchiveClassesAtExit=$file" -Xlog:cds=off -Xlog:cds+dynamic=off)
        ;;
    esac
  fi
}

# Replaces the shell, so that a signal to the launcher reaches Java.
start() {
  local main=$1
  shift
  size_heap "$@"
  find_class_archive "$@"
  local opens=()
  for package in java.lang java.lang.invoke java.lang.reflect java.io java.net java.nio java.util java.util.concurrent \
    java.util.concurrent.atomic sun.nio.ch sun.nio.cs sun.security.action sun.util.calendar; do
    opens+=("--add-opens=java.base/$package=ALL-UNNAMED")
  done
  SPARK_LOCAL_IP=127.0.0.1 exec "$java" "${class_archive[@]}" -Xmx"${heap_mib}m" -XX:+UseParallelGC -XX:ReservedCodeCacheSize=512m -Dfile.encoding=UTF-8 \
    "${opens[@]}" -cp "$own_jars:$libraries/*" "$main" "$@"
}

# The service without Spark's jars on its class path.
start_service() {
  exec "$java" -Xmx"${VINELAKE_SERVICE_MEMORY:-512m}" -XX:+UseParallelGC -Dfile.encoding=UTF-8 \
    "-Dvinelake.launcher=$launcher" \
    -cp "$own_jars:$(echo "$libraries"/picocli-*.jar):$service_libraries/*" vinelake.orchestration.Vinelake "$@"
}

# Whether the lake is on an object store, which the service's libraries do not know: as --lake says, else hub.yaml.
is_on_object_store() {
  local hub=. lake=
  while [ $# -gt 0 ]; do
    case $1 in
      --hub) hub=${2:-} ;;
      --hub=*) hub=${1#--hub=} ;;
      --lake) lake=${2:-} ;;
      --lake=*) lake=${1#--lake=} ;;
    esac
    shift
  done
  case $lake in
    "") grep -qs "^lake: *[\"']\{0,1\}s3a:" "$hub/hub.yaml" ;;
    s3a:*) true ;;
    *) false ;;
  esac
}

# The first word that is no option, and no value of one that a lake is named by.
sub_verb() {
  while [ $# -gt 0 ]; do
    case $1 in
      --hub | --lake) shift ;;
      -*) ;;
      *)
        echo "$1"
        return
        ;;
    esac
    [ $# -eq 0 ] || shift
  done
}

# Whether the verb (and its sub-verb) is the service's; options before it, with their values, are passed over.
is_of_service() {
  local all=("$@")
  while [ $# -gt 0 ]; do
    case $1 in
      --hub | --lake) shift ;;
      -*) ;;
      serve) return 0 ;;
      audit)
        [ "$(sub_verb "${@:2}")" != personal-data ]
        return
        ;;
      status)
        ! is_on_object_store "${all[@]}"
        return
        ;;
      release)
        [ "$(sub_verb "${@:2}")" = serve ]
        return
        ;;
      *) return 1 ;;
    esac
    [ $# -eq 0 ] || shift
  done
  return 1
}

# Without a library but picocli: for what starts nothing.
start_light() {
  exec "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dfile.encoding=UTF-8 \
    -cp "$own_jars:$(echo "$libraries"/picocli-*.jar)" vinelake.orchestration.Vinelake "$@"
}

# The command line with its arguments.
launch() {
  case ${1:-} in
    "" | -h | --help | help | -V | --version) start_light "${@:---help}" ;;
  esac
  local argument
  for argument; do
    case $argument in
      -h | --help) start_light "$@" ;;
    esac
  done
  [ "${1:-}" != init ] || start_light "$@"
  if is_of_service "$@"; then
    start_service "$@"
  fi
  start vinelake.orchestration.Vinelake "$@"
}

# Without a locale, as under cron, Java cannot name a file in Chinese: it would find none that a contract claims.
case $(locale charmap 2>/dev/null || true) in
  UTF-8) ;;
  *) export LC_ALL=C.UTF-8 ;;
esac
