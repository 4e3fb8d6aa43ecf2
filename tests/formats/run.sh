#!/usr/bin/env bash
# Validates what `lockstep lint` writes for other programs, over every project
# of fixtures/err and fixtures/ok. SARIF against the schema of OASIS as the npm
# package @microsoft/jest-sarif ships it; the others against schemas/, written
# after their specifications (see README.md). Validators come from PyPI, into
# ${XDG_CACHE_HOME:-~/.cache}/lockstep/formats.
#
# usage: run.sh LOCKSTEP
# Exit 77 and a line "SKIPPED: ..." if a package is not to be had.
set -euo pipefail
lockstep=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/lockstep/formats
log=$(mktemp)
trap 'rm -f "$log"' EXIT

skip() {
  echo "SKIPPED: $*" >&2
  exit 77
}

get() {  # WHAT COMMAND...
  local what=$1
  shift
  "$@" >"$log" 2>&1 </dev/null ||
    skip "cannot get $what: $(grep -v '^[[:space:]]*$' "$log" | tail -n 1)"
}

command -v python3 >/dev/null || skip 'no python3 (Debian package python3)'
command -v npm >/dev/null || skip 'no npm (Debian package npm)'

mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
if [ ! -e "$cache/venv/ready" ]; then
  rm -rf "$cache/venv"
  python3 -m venv "$cache/venv" >"$log" 2>&1 </dev/null ||
    skip 'python3 -m venv does not work (Debian package python3-venv)'
  get 'jsonschema and xmlschema from PyPI' "$cache/venv/bin/pip" install \
    --quiet --no-compile --disable-pip-version-check \
    jsonschema==4.25.1 xmlschema==4.3.2
  touch "$cache/venv/ready"
fi
sarif=$cache/package/lib/schemas/sarif-2.1.0-rtm.5.json
if [ ! -e "$sarif" ]; then
  get '@microsoft/jest-sarif from npm' npm pack --silent \
    --pack-destination "$cache" @microsoft/jest-sarif@1.0.0-beta.0
  tar --extract --gzip --directory "$cache" \
    --file "$cache/microsoft-jest-sarif-1.0.0-beta.0.tgz"
fi
exec 9>&-
"$cache/venv/bin/python" "$here/validate.py" "$lockstep" "$sarif"
