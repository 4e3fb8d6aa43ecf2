#!/usr/bin/env bash
# Process-level figures of README.md: wall time, CPU time and peak memory of
# whole commands, best of several runs, as rows of a Markdown table.
#
# usage: benchmarks/measure.sh [BUILD-DIRECTORY [NESTED-TASK-DEPS-JSON...]]
#   The build directory (default build/release) must be built. Further files
#   are derived alone, for example real nested lineage.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=${1:-build/release}
shift || true
runs=${LOCKSTEP_RUNS:-5}
lockstep=$build/lockstep
synthesize=$build/benchmarks/lockstep_synthesize
if ! [ -x /usr/bin/time ]; then
  echo 'measure: /usr/bin/time is missing (Debian package "time")' >&2
  exit 3
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# row LABEL COMMAND... - the run with the least CPU time
row() {
  local label=$1
  shift
  for ((run = 0; run < runs; run++)); do
    /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@" > "$work/out" 2> "$work/err" ||
      { cat "$work/err" >&2; exit 1; }
    cat "$work/time"
  done | awk -v label="$label" '
    { cpu = $2 + $3 }
    NR == 1 || cpu < best { best = cpu; wall = $1; peak = $4 }
    END { printf "| %s | %.2f s | %.2f s | %.0f MB |\n", label, wall, best, peak / 1024 }'
}

echo '| command | wall | CPU | peak |'
echo '|---|---|---|---|'
row 'version' "$lockstep" --version
for megabytes in 27 60 120; do
  "$synthesize" "$work/nested" --nodes 1500 --edges-per-node 4 \
    --nested-mb "$megabytes" > "$work/out"
  row "derive, nested $megabytes MB" \
    "$lockstep" derive --format json "$work/nested/lineage.json"
done
for file in "$@"; do
  row "derive, $(basename "$file")" "$lockstep" derive --format json "$file"
done
for nodes in 1000 10000 100000 1000000; do
  "$synthesize" "$work/flat" --nodes "$nodes" > "$work/out"
  row "derive, $nodes nodes" \
    "$lockstep" derive --format json "$work/flat/lineage.json" "$work/flat/datasets.yaml"
  row "lint, $nodes nodes" \
    "$lockstep" lint --fail-on error "$work/flat/lineage.json" "$work/flat/datasets.yaml"
done
# 500 pipelines of eight loads, 500 of eight transforms, each with two ends.
{
  printf 'version: 1\ndatasets:\n'
  for ((i = 0; i < 500; i++)); do
    for ((j = 0; j < 8; j++)); do
      echo "  raw$i.t$j: {cron: '0 4 * * *'}"
      echo "  kpi$i.t$j: {inputs: [raw$i.t$j, raw$(((i + 1) % 500)).t$j]}"
    done
  done
} > "$work/lockstep.yaml"
row 'derive, 8000 datasets' "$lockstep" derive --quiet "$work/lockstep.yaml"
row 'emit --dry-run, 1000 pipelines' "$lockstep" emit airflow --quiet \
  --dry-run "$work/lockstep.yaml"
# A folder of its own each time: what is there already is not written.
row 'emit, 1000 pipelines' bash -c \
  'exec "$0" emit airflow --quiet -o "$1/dags$$" "$1/lockstep.yaml"' \
  "$lockstep" "$work"
"$synthesize" "$work/flat" --nodes 6000 --crons 45 > "$work/out"
row 'lint, 6000 nodes, 45 crons' \
  "$lockstep" lint --fail-on error "$work/flat/lineage.json" "$work/flat/datasets.yaml"
