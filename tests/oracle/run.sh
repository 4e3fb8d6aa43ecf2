#!/usr/bin/env bash
# Runs one cron engine over requests: one JSON object a line on standard input
# ({"cron", "from": [instants], "n", "zone"}), one answer a line on standard
# output ({"ticks": [[instants] for each start]} or {"error"}). Installs the
# engine first, with its own package manager and in the pinned version, into
# ${XDG_CACHE_HOME:-~/.cache}/lockstep/oracle, and uses it again afterwards.
#
# usage: run.sh croniter VERSION | cronsim VERSION | robfig | croner | cron |
#               cron-utils | quartz | systemd
# Exit 77 and a line "SKIPPED: ..." if the toolchain or package is not here.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/lockstep/oracle
log=$(mktemp)
trap 'rm -f "$log"' EXIT

skip() {
  echo "SKIPPED: $*" >&2
  exit 77
}

need() {  # PROGRAM DEBIAN-PACKAGE
  command -v "$1" >/dev/null || skip "no $1 (Debian package $2)"
}

# Tries to get something from a package manager; says its last words if not.
get() {  # WHAT COMMAND...
  local what=$1
  shift
  "$@" >"$log" 2>&1 </dev/null ||
    skip "cannot get $what: $(grep -v '^[[:space:]]*$' "$log" | tail -n 1)"
}

# Two tests may want the same engine at the same time.
lock() {  # NAME
  mkdir -p "$cache"
  exec 9>"$cache/$1.lock"
  flock 9
}

python() {  # LIBRARY VERSION
  need python3 python3
  local home=$cache/$1-$2
  lock python
  if [ ! -e "$cache/venv/ready" ]; then
    rm -rf "$cache/venv"
    python3 -m venv "$cache/venv" >"$log" 2>&1 </dev/null ||
      skip 'python3 -m venv does not work (Debian package python3-venv)'
    touch "$cache/venv/ready"
  fi
  if [ ! -e "$home/ready" ]; then
    rm -rf "$home"
    get "$1 $2 from PyPI" "$cache/venv/bin/pip" install --quiet --no-compile \
      --disable-pip-version-check --target "$home" "$1==$2"
    touch "$home/ready"
  fi
  exec 9>&-
  PYTHONPATH=$home "$cache/venv/bin/python" "$here/python/driver.py" "$1"
}

go_driver() {
  need go golang
  lock go
  cd "$here/go"
  get 'the Go module robfig/cron' go mod download
  go build -mod=readonly -o "$cache/robfig" .
  exec 9>&-
  "$cache/robfig"
}

# The crates need a newer compiler than the manifest's format would.
rust() {  # CRATE
  need cargo cargo
  local have
  have=$(cargo --version | cut -d' ' -f2)
  printf '%s\n' 1.82 "$have" | sort --check=quiet --version-sort ||
    skip "cargo $have is older than 1.82, which these crates need"
  lock rust
  cd "$here/rust"
  get "the crate $1" cargo fetch --quiet --locked
  cargo build --quiet --locked --release --target-dir "$cache/rust" 1>&2
  exec 9>&-
  "$cache/rust/release/oracle" "$1"
}

java_driver() {  # LIBRARY
  need java default-jdk-headless
  need javac default-jdk-headless
  need mvn maven
  lock java
  local home=$cache/java
  if ! cmp --quiet "$here/java/pom.xml" "$home/pom.xml"; then
    rm -rf "$home"
    get "$1 by Maven" mvn --quiet --batch-mode --file "$here/java/pom.xml" \
      dependency:copy-dependencies "-DoutputDirectory=$home/jars"
    cp "$here/java/pom.xml" "$home/pom.xml"
  fi
  if [ ! "$home/Driver.class" -nt "$here/java/Driver.java" ]; then
    javac -cp "$home/jars/*" -d "$home" "$here/java/Driver.java"
  fi
  exec 9>&-
  java -Xshare:auto -cp "$home:$home/jars/*" Driver "$1"
}

systemd() {
  need python3 python3
  need systemd-analyze systemd
  python3 "$here/python/systemd.py"
}

case ${1:-} in
  croniter | cronsim) python "$1" "$2" ;;
  robfig) go_driver ;;
  croner | cron) rust "$1" ;;
  cron-utils | quartz) java_driver "$1" ;;
  systemd) systemd ;;
  *)
    sed -n '2,/^set /{/^set /!s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
