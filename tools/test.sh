#!/usr/bin/env bash
# Builds everything with warnings as errors and assertions on, and runs every
# test. Does all set-up itself, asks nothing, works from any directory.
#
# usage: tools/test.sh [--fast] [CTEST ARGUMENT...]
#   --fast   without the tests that need a real orchestrator; none does today
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ "${1:-}" = --fast ]; then
  shift
  echo 'test: --fast leaves nothing out: no test needs an orchestrator yet'
fi

tools/setup.sh
cmake --preset dev
cmake --build --preset dev --parallel "$(nproc)"
ctest --preset dev --parallel "$(nproc)" "$@"
