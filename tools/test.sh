#!/usr/bin/env bash
# Builds everything with warnings as errors and assertions on, and runs every
# test. Does all set-up itself, asks nothing, works from any directory.
#
# usage: tools/test.sh [--fast | --all-engines] [CTEST ARGUMENT...]
#   --fast         without the tests that install cron engines, Airflow and
#                  Dagster and ask them, validate formats with packages, or
#                  break every condition of a rule
#   --all-engines  with every version of Airflow that is known
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

chosen=(--label-exclude '^orchestrator_more$')
case ${1:-} in
  --fast)
    shift
    chosen=(--label-exclude '^(oracle|formats|mutation)$|^orchestrator')
    echo 'test: --fast leaves out the live comparison with other cron engines,' \
      'the proofs on Airflow and Dagster, the validation of formats and the' \
      'mutation of rules (ctest labels oracle, orchestrator, formats, mutation)'
    ;;
  --all-engines)
    shift
    chosen=()
    ;;
esac

tools/setup.sh
cmake --preset dev
cmake --build --preset dev --parallel "$(nproc)"
status=0
ctest --preset dev --parallel "$(nproc)" "${chosen[@]}" "$@" || status=$?
# What a test says about things that are not here shows in its log alone.
grep --no-filename --only-matching 'SKIPPED: .*' \
  build/dev/Testing/Temporary/LastTest.log | sort --unique || true
exit "$status"
