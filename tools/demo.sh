#!/usr/bin/env bash
# Builds lockstep and shows it at work on fixtures/projects/starbake: lint,
# derive, report and emit. Does all set-up itself, asks nothing, works from any
# directory and as often as you like. What it writes lies in build/demo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tools/setup.sh
cmake --preset release
cmake --build --preset release --target lockstep_tool

project=fixtures/projects/starbake
out=build/demo
mkdir -p "$out"
PATH=$PWD/build/release:$PATH

show() {  # COMMAND...: as one would type it
  printf '\n$ %s\n' "$*"
  "$@"
}
show lockstep lint "$project" || printf '(exit code %s: there are findings)\n' $?
show lockstep derive "$project"
lockstep derive "$project" --format json -o "$out/derive.json"
lockstep derive "$project" --format csv -o "$out/derive.csv"
for format in json dot mermaid; do
  lockstep report "$project" --format "$format" -o "$out/report.$format"
done
show lockstep emit airflow "$project" -o "$out/dags"

printf '\nWritten:\n'
printf '  %s\n' "$PWD/$out"/{derive.json,derive.csv,report.json,report.dot} \
  "$PWD/$out/report.mermaid" "$PWD/$out/dags"
