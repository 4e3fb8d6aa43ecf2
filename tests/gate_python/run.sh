#!/usr/bin/env bash
# usage: run.sh CASES-PROGRAM SOURCE-DIRECTORY [COUNT]
set -euo pipefail
cases=$1
source=$2
command -v python3 >/dev/null || {
  echo 'SKIPPED: no python3 (Debian package python3)' >&2
  exit 77
}
export PYTHONPATH=$source/lib/emit/runtime PYTHONDONTWRITEBYTECODE=1
"$cases" "${3:-10000}" "$source/fixtures" "$source/../shared/data" |
  python3 "$source/tests/gate_python/compare.py"
