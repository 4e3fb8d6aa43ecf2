#!/usr/bin/env bash
# Proves on one real engine what lockstep emits for it.
#
# usage: run.sh ENGINE-VERSION LOCKSTEP SOURCE-DIRECTORY [PROOF...]
# ENGINE is airflow, dagster, or one of them with Starlake's own libraries:
# starlake-airflow-2.11.
# Exit 77 and a line "SKIPPED: ..." if the engine is not to be had.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
engine=$1
lockstep=$2
source=$3
shift 3
python=$("$here/setup.sh" "$engine")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/recorded" "$work/dags" "$work/dagster"
touch "$work/dagster/dagster.yaml"
export PATH=$here/bin:$PATH RECORDED=$work/recorded
version=${engine#*-}
case $engine in
  starlake-*) proofs=$here/starlake ;;
  *) proofs=$here/${engine%-*} ;;
esac
export PYTHONPATH=$proofs PYTHONDONTWRITEBYTECODE=1
export PYTHONTZPATH=${TZDIR:-/usr/share/zoneinfo}
export SCARF_ANALYTICS=False DO_NOT_TRACK=1
export DAGSTER_DISABLE_TELEMETRY=1 DAGSTER_HOME=$work/dagster

if [[ $engine == *airflow-* ]]; then
  export AIRFLOW_HOME=$work/airflow AIRFLOW__CORE__LOAD_EXAMPLES=False
  export AIRFLOW__CORE__DAGS_FOLDER=$work/dags
  export AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION=False
  export AIRFLOW__CORE__UNIT_TEST_MODE=False
  export AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT=600 # a busy machine is no fault
  export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=sqlite:///$work/airflow/airflow.db
  export AIRFLOW__USAGE_DATA_COLLECTION__ENABLED=False
  case $engine in
    *airflow-2.*) export AIRFLOW__CORE__EXECUTOR=SequentialExecutor ;;
    *) export AIRFLOW__CORE__EXECUTOR=LocalExecutor ;;
  esac
  # Made once a version, then copied.
  database=${python%/bin/python}/airflow.db
  mkdir "$work/airflow"
  if [ ! -e "$database" ]; then
    "${python%python}airflow" db migrate >"$work/log" 2>&1 || {
      cat "$work/log" >&2
      exit 1
    }
    cp "$work/airflow/airflow.db" "$database"
  fi
  cp "$database" "$work/airflow/airflow.db"
  export EMPTY_DATABASE=$database
fi
"$python" "$proofs/prove.py" "$version" "$lockstep" "$source" \
  "$work" "$@" 2>"$work/errors" || {
  status=$?
  tail -n 30 "$work/errors" >&2
  exit "$status"
}
