"""The same work in croniter, the library that Airflow and Starlake use: sort
crons by the gap between their next two runs, and single next calls.

Optional: python3 -m venv VENV && VENV/bin/pip install croniter==6.0.0, then
VENV/bin/python benchmarks/peers/croniter_peer.py CRONS.txt (one a line).
"""

import statistics
import sys
import time
from datetime import datetime

try:
    import croniter
except ImportError:
    sys.exit("croniter is not installed; see the first lines of this file")

REFERENCE = datetime(2024, 1, 1)


def next_gap(text):
    ticks = croniter.croniter(text, REFERENCE)
    first = ticks.get_next(datetime)
    return ticks.get_next(datetime) - first


def best_of(repeats, work):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times), statistics.median(times)


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        crons = lines.read().splitlines()
    best, median = best_of(3, lambda: sorted(crons, key=next_gap))
    print(f"sort of {len(crons)} crons: best {best:.3f} s, median {median:.3f} s")

    ready = [croniter.croniter(text, REFERENCE) for text in crons[:1000]]

    def call_next():
        for ticks in ready:
            ticks.set_current(REFERENCE)
            ticks.get_next(datetime)

    best, median = best_of(3, call_next)
    print(f"next, parsed: best {best / len(ready) * 1e6:.1f} us a call")


if __name__ == "__main__":
    main()
