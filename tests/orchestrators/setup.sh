#!/usr/bin/env bash
# Makes the virtual environment of one engine in its pinned version, or finds it
# from last time, in ${XDG_CACHE_HOME:-~/.cache}/lockstep/engines, and prints
# the path of its Python.
#
# usage: setup.sh ENGINE-VERSION          airflow-2.11, dagster-1.13, ...
# Exit 77 and a line "SKIPPED: ..." if the engine is not to be had.
set -euo pipefail
engine=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
requirements=$here/engines/$engine.txt
cache=${XDG_CACHE_HOME:-$HOME/.cache}/lockstep/engines
log=$(mktemp)
trap 'rm -f "$log"' EXIT

skip() {
  echo "SKIPPED: $*" >&2
  exit 77
}

# Says the last words of a command that fails.
get() {  # WHAT COMMAND...
  local what=$1
  shift
  "$@" >"$log" 2>&1 </dev/null ||
    skip "cannot get $what: $(grep -v '^[[:space:]]*$' "$log" | tail -n 1)"
}

[ -f "$requirements" ] || {
  echo "unknown engine $engine: there is no $requirements" >&2
  exit 2
}
command -v python3 >/dev/null || skip 'no python3 (Debian package python3)'
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9  # one after the other: they share downloads

if [ ! -e "$cache/uv/ready" ]; then
  rm -rf "$cache/uv"
  get 'a virtual environment (Debian package python3-venv)' \
    python3 -m venv "$cache/uv"
  get 'uv from PyPI' "$cache/uv/bin/pip" install --quiet \
    --disable-pip-version-check 'uv==0.*'
  touch "$cache/uv/ready"
fi
home=$cache/$engine
if ! cmp --quiet "$requirements" "$home/requirements.txt"; then
  rm -rf "$home"
  get "an environment for $engine" "$cache/uv/bin/uv" venv --quiet "$home" \
    --python "$(command -v python3)"
  # The locks leave out declared dependencies that no test needs: --no-deps.
  get "$engine from PyPI" "$cache/uv/bin/uv" pip install --quiet --no-deps \
    --python "$home/bin/python" --requirements "$requirements"
  cp "$requirements" "$home/requirements.txt"
fi
echo "$home/bin/python"
