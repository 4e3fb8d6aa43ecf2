#!/usr/bin/env bash
# Lockstep beside other cron engines: the same crons, the same instants, one
# table of CPU times a call (median of five runs) and of their answers.
#
# usage: benchmarks/compare_peers.sh [BUILD-DIRECTORY [WORK-DIRECTORY]]
#   The build directory (default build/release) must be built. Peers whose
#   toolchain is missing are SKIPPED by name. They are built in the work
#   directory (default: a temporary one; a kept one saves building again).
#   Python peers come from the first `python3`, or from $PYTHON.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=${1:-build/release}
work=${2:-$(mktemp -d)}
mkdir -p "$work"
[ $# -ge 2 ] || trap 'rm -rf "$work"' EXIT
python=${PYTHON:-python3}
rows=$work/rows.tsv
: > "$rows"

skip() { echo "SKIPPED: $1" >&2; }

"$build/benchmarks/lockstep_synthesize" "$work/crons" --nodes 10 --crons 1000 \
  > "$work/out"
crons=$work/crons/crons.txt
"$build/benchmarks/lockstep_peer" "$crons" >> "$rows"

if command -v cargo > "$work/out"; then
  cp -r benchmarks/peers/rust "$work/"
  if (cd "$work/rust" && cargo build --release --quiet); then
    "$work/rust/target/release/rust_peer" "$crons" >> "$rows"
  else
    skip 'croner and cron (Rust): they do not build'
  fi
else
  skip 'croner and cron (Rust): there is no cargo'
fi

if command -v go > "$work/out"; then
  cp -r benchmarks/peers/go "$work/"
  if (cd "$work/go" && go build -o go_peer .); then
    "$work/go/go_peer" "$crons" >> "$rows"
  else
    skip 'robfig/cron (Go): it does not build'
  fi
else
  skip 'robfig/cron (Go): there is no go'
fi

if command -v "$python" > "$work/out"; then
  "$python" benchmarks/peers/python_peer.py "$crons" >> "$rows"
else
  skip 'croniter and cronsim (Python): there is no python3'
fi

# Rows: engine, question, nanoseconds, sum of all answers.
awk -F '\t' '
  $1 == "lockstep" { own[$2] = $3; sum[$2] = $4 }
  !($1 in seen) { seen[$1]; engines[++count] = $1 }
  !($2 in asked) { asked[$2]; questions[++number] = $2 }
  { time[$1, $2] = $3; answer[$1, $2] = $4 }
  END {
    printf "| engine |"
    for (q = 1; q <= number; q++) printf " %s |", questions[q]
    printf "\n|---|"
    for (q = 1; q <= number; q++) printf "---|"
    for (e = 1; e <= count; e++) {
      printf "\n| %s |", engines[e]
      for (q = 1; q <= number; q++) {
        key = engines[e] SUBSEP questions[q]
        printf " %.*f ns", time[key] < 100 ? 1 : 0, time[key]
        if (e > 1) printf ", %.0f times", time[key] / own[questions[q]]
        if (answer[key] != "-" && answer[key] != sum[questions[q]])
          printf " (other answers)"
        printf " |"
      }
    }
    printf "\n"
  }' "$rows"
