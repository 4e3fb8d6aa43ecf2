#!/usr/bin/env bash
# Makes sure that everything the build needs is there. On Debian and its
# relatives the missing packages, and only those, are installed; nothing is
# asked. Without root, or on another system, it names what is missing and how
# to get it. Exit 0: all is there, 3: something is missing and stays so.
set -euo pipefail

# Debian package | probe of the thing itself, for systems without that package
# (a compiler, a program, or a header below the compiler's search path).
needs=(
  'g++|compiler'
  'cmake|program cmake'
  'ninja-build|program ninja'
  'libboost-graph-dev|header boost/graph/strong_components.hpp'
  'libyaml-cpp-dev|header yaml-cpp/yaml.h'
  'nlohmann-json3-dev|header nlohmann/json.hpp'
  'libcli11-dev|header CLI/CLI.hpp'
  'libfmt-dev|header fmt/format.h'
  'doctest-dev|header doctest/doctest.h'
  'libcctz-dev|header cctz/time_zone.h'
  'libbenchmark-dev|header benchmark/benchmark.h'
  'tzdata|zones'
)

say() { printf 'setup: %s\n' "$*" >&2; }

installed() {  # PACKAGE
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

compiler() { command -v "${CXX:-c++}" || command -v g++; } >/dev/null 2>&1
program() { command -v "$1"; } >/dev/null 2>&1
zones() { [ -e "${TZDIR:-/usr/share/zoneinfo}/Europe/Paris" ]; }
header() {
  local cxx=${CXX:-c++}
  program "$cxx" || cxx=g++
  printf '#include <%s>\n' "$1" | $cxx -x c++ -std=c++20 -E - -o /dev/null
} >/dev/null 2>&1

missing=()
for need in "${needs[@]}"; do
  package=${need%%|*}
  # Unquoted on purpose: the probe is a function and its argument.
  installed "$package" || ${need#*|} || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

install=(apt-get install --yes --no-install-recommends "${missing[@]}")
by_hand="sudo apt-get update && sudo ${install[*]}"
if ! program apt-get; then
  say "missing: ${missing[*]} (names of Debian packages)"
  say "install them with the package manager of this system, then try again;" \
    "on Debian 12 the command is: $by_hand"
  exit 3
fi
if [ "$(id -u)" -ne 0 ]; then
  say "missing: ${missing[*]}"
  say "only root can install packages; run: $by_hand"
  exit 3
fi

say "installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
options=(-q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
for attempt in 1 2 3; do
  # A source that does not answer may be one that nothing here needs: the
  # install decides.
  apt-get "${options[@]}" update >&2 || say "apt-get update failed, going on"
  if "${install[@]}" "${options[@]}" </dev/null >&2; then exit 0; fi
  say "attempt $attempt of 3 failed"
  sleep $((attempt * 5))
done
say "could not install: ${missing[*]}; by hand: $by_hand"
exit 3
