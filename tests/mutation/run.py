"""Breaks every condition of the rules, one at a time, and sees which page fails.

usage: run.py PROGRAM MUTANTS_JSON LINT_DIR [--survivors]
A mutant is dead if a page of its rules fails (of all rules, for a file that
several share). Exit 1 if without a mutant a page fails, or if there is a rule
of which no mutant that says too little breaks the example, or none that says
too much breaks the near miss: its page would not notice.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

SECONDS = 30

# What their near misses stand at is decided before the rules run: which runs a
# cron covers, what is a cycle, which names are known, whose word counts.
DECIDED_ELSEWHERE = {"CRN008": "lib/cron/union.cpp",
                     "GRA001": "lib/lineage/topology.cpp",
                     "GRA002": "lib/model/resolve.cpp",
                     "GRA005": "lib/model/merge.cpp"}


def rules_by_file(lint):
    """File -> ids of the rules whose checks it has."""
    table = (lint / "rules.cpp").read_text()
    rows = re.findall(r'\{"([A-Z]{3}\d{3})",.*?(\w+)\}(?=,)', table, re.S)
    checks = {check: rule for rule, check in rows}
    found = {}
    for path in sorted(lint.glob("*.cpp")):
        names = re.findall(r"^void (check_\w+)\(", path.read_text(), re.M)
        ids = sorted(checks[name] for name in names if name in checks)
        if ids:
            found[path.name] = ids
    return found


def run(program, number, ids):
    """What the pages say: a set of words such as `CRN001 example`."""
    environment = dict(os.environ, LOCKSTEP_MUTANT=str(number))
    try:
        result = subprocess.run([program, *ids], env=environment, text=True,
                                capture_output=True, timeout=SECONDS,
                                check=False)
    except subprocess.TimeoutExpired:
        return {"timeout"}
    lines = result.stdout.splitlines()
    failed = {line for line in lines if " " in line}
    if result.returncode != 0:
        last = lines[-1].split()[0] if lines else ""
        half = "near-miss" if last.startswith("near-miss-of-") else "example"
        failed.add(f"{last.removeprefix('near-miss-of-')} {half}")
    return failed


def main():
    program, mutants_path, lint = sys.argv[1:4]
    mutants = json.loads(pathlib.Path(mutants_path).read_text())
    by_file = rules_by_file(pathlib.Path(lint))
    bad = sorted(run(program, 0, []))
    if bad:
        sys.exit("pages fail without a mutant: " + ", ".join(bad))

    def work(mutant):
        failed = run(program, mutant["id"], by_file.get(mutant["file"], []))
        if not failed and "--survivors" in sys.argv:
            print(f'{mutant["file"]}:{mutant["line"]}: {mutant["kind"]}: '
                  f'{mutant["text"]}', flush=True)
        return failed

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        outcomes = list(pool.map(work, mutants))

    killed = collections.defaultdict(lambda: collections.Counter())
    seen = collections.defaultdict(set)
    for mutant, failed in zip(mutants, outcomes):
        killed[mutant["file"]]["dead" if failed else "alive"] += 1
        for word in failed:
            rule, _, kind = word.partition(" ")
            seen[rule].add(kind)
    dead = sum(count["dead"] for count in killed.values())
    for name, count in sorted(killed.items()):
        print(f'{name}: {count["dead"]} of {sum(count.values())}')
    print(f"{dead} of {len(mutants)} mutants are dead")

    blind = []
    for ids in by_file.values():
        for rule in ids:
            if "example" not in seen[rule]:
                blind.append(f"{rule}: no mutant changes what its example says")
            if "near-miss" not in seen[rule] and rule not in DECIDED_ELSEWHERE:
                blind.append(f"{rule}: no mutant makes its near miss a finding")
    for line in sorted(blind):
        print(line)
    sys.exit(1 if blind else 0)


main()
