#!/usr/bin/env bash
# Instructions a call, which say more than times on a busy machine: runs
# lockstep_peer under callgrind over 200 crons and divides what the functions
# of interest took by how often they were called.
#
# usage: benchmarks/instructions.sh [BUILD-DIRECTORY]    (default build/release)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=${1:-build/release}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v valgrind >"$work/out" || { echo 'SKIPPED: no valgrind' >&2; exit 0; }

"$build/benchmarks/lockstep_synthesize" "$work/crons" --nodes 10 --crons 200 \
  >"$work/out"
valgrind --tool=callgrind --callgrind-out-file="$work/profile" \
  "$build/benchmarks/lockstep_peer" "$work/crons/crons.txt" >"$work/out" 2>&1
calls=$((5 * 200 * 64))  # runs, crons, instants of lockstep_peer
callgrind_annotate --inclusive=yes --threshold=100 "$work/profile" |
  awk -v calls="$calls" '
    { count = $1; gsub(/,/, "", count) }
    /:lockstep::tick_from\(/ { all = count }
    /::next_zoned\(/ { zoned = count }
    /:lockstep::compile\(/ { compile = count }
    END {
      printf "| next, UTC | next, Europe/Paris | compile |\n|---|---|---|\n"
      printf "| %.0f | %.0f | %.0f |\n", (all - zoned) / calls, zoned / calls,
        compile / (6 * 200)
    }'
