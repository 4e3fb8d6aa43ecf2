#!/usr/bin/env bash
# Takes a picture of an emitted DAG, its graph with the datasets around it, in
# Airflow's own web interface: the server of the newest version, without a login,
# and Debian's Chromium without a window.
#
# usage: screenshot.sh LOCKSTEP PROJECT DAG PICTURE.png
# e.g.   screenshot.sh build/dev/lockstep fixtures/projects/starbake \
#          kpi_transform_hourly docs/images/airflow.png
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
lockstep=$1 project=$2 dag=$3 picture=$4
bin=$(dirname "$("$here/setup.sh" airflow-3.3)")
chromium=$(command -v chromium) || {
  echo 'SKIPPED: no chromium (Debian package chromium)' >&2
  exit 77
}
work=$(mktemp -d)
port=18080
server=
finish() {
  [ -z "$server" ] || kill -- -"$server" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

export AIRFLOW_HOME=$work/airflow AIRFLOW__CORE__DAGS_FOLDER=$work/dags
export AIRFLOW__CORE__LOAD_EXAMPLES=False AIRFLOW__CORE__EXECUTOR=LocalExecutor
export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS=True
export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=sqlite:///$work/airflow/airflow.db
export AIRFLOW__API__PORT=$port AIRFLOW__API__HOST=127.0.0.1
export SCARF_ANALYTICS=False PYTHONPATH=$work/dags
"$lockstep" emit airflow "$project" --output "$work/dags" --quiet
mkdir -p "$AIRFLOW_HOME"
"$bin/airflow" db migrate >"$work/log" 2>&1
"$bin/airflow" dags reserialize >>"$work/log" 2>&1
set -m
"$bin/airflow" api-server >>"$work/log" 2>&1 &
server=$!
set +m
for _ in $(seq 600); do
  curl --silent --fail --output /dev/null \
    "http://127.0.0.1:$port/api/v2/version" && break
  sleep 1
done
# The interface keeps in the browser what it shows at first: an extension says it.
mkdir "$work/first"
cat >"$work/first/manifest.json" <<'END'
{
  "manifest_version": 3, "name": "first", "version": "1",
  "content_scripts": [{
    "matches": ["http://127.0.0.1/*"], "js": ["first.js"],
    "run_at": "document_start"
  }]
}
END
cat >"$work/first/first.js" <<END
localStorage.setItem("default_dag_view", '"graph"');
localStorage.setItem("dependencies-$dag", '"immediate"');
END
"$chromium" --headless=new --no-sandbox --hide-scrollbars --disable-gpu \
  --user-data-dir="$work/chromium" --window-size=1500,600 \
  --load-extension="$work/first" \
  --disable-features=DisableLoadExtensionCommandLineSwitch \
  --timeout=90000 --virtual-time-budget=120000 --screenshot="$work/picture.png" \
  "http://127.0.0.1:$port/dags/$dag" >>"$work/log" 2>&1
mkdir -p "$(dirname "$picture")"
cp "$work/picture.png" "$picture"
