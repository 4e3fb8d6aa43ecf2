#!/usr/bin/env bash
# ruff leaves every emitted file as it is, and has nothing to say about it: its
# formatter, and the rules of Airflow (for 3.x), pyupgrade, isort and pyflakes.
#
# usage: ruff.sh TARGET LOCKSTEP SOURCE-DIRECTORY
# Exit 77 and a line "SKIPPED: ..." if ruff is not to be had.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=$1
lockstep=$2
source=$3
python=$("$here/setup.sh" ruff)
ruff=${python%python}ruff
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

versions=$("$lockstep" emit --list | grep "^$target " |
  grep --only-matching --extended-regexp ' [0-9]+[.][0-9]+')
for folder in "$source"/fixtures/{projects,emit,ok}/*/; do
  [ -e "$folder/lockstep.yaml" ] || continue
  for version in $versions; do
    # What a version cannot say is not written.
    "$lockstep" emit "$target" --target-version "$version" --quiet \
      --output "$work/$version/$(basename "$folder")" "$folder" \
      >"$work/log" 2>&1 || [ $? -ne 3 ] || { cat "$work/log"; exit 1; }
  done
done
rm -f "$work/log"

rules=UP,I,F,E4,E7,E9
status=0
"$ruff" format --no-cache --isolated --quiet --diff "$work" || status=1
for version in $versions; do
  more=
  case $target-$version in airflow-3.*) more=,AIR ;; esac
  "$ruff" check --no-cache --quiet --isolated --target-version py310 \
    --select "$rules$more" "$work/$version" || status=1
done
count=$(find "$work" -name '*.py' | wc -l)
echo "ruff on $target: $count files"
[ "$count" -gt 100 ] && exit "$status"
