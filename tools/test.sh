#!/usr/bin/env bash
# Builds everything with warnings as errors and assertions on, and runs every
# test. Does all set-up itself, asks nothing, works from any directory.
#
# usage: tools/test.sh [--fast] [CTEST ARGUMENT...]
#   --fast   without the tests that install other cron engines and ask them
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

chosen=()
if [ "${1:-}" = --fast ]; then
  shift
  chosen=(--label-exclude '^oracle$')
  echo 'test: --fast leaves out the live comparison with other cron engines' \
    '(ctest label oracle)'
fi

tools/setup.sh
cmake --preset dev
cmake --build --preset dev --parallel "$(nproc)"
status=0
ctest --preset dev --parallel "$(nproc)" "${chosen[@]}" "$@" || status=$?
# What a test says about things that are not here shows in its log alone.
grep --no-filename --only-matching 'SKIPPED: .*' \
  build/dev/Testing/Temporary/LastTest.log | sort --unique || true
exit "$status"
