"""croniter (Airflow, Starlake) and cronsim, asked what README.md says.

usage: python3 benchmarks/peers/python_peer.py CRONS.txt
Crons and instants are fewer than the other peers': one of five crons, one of
eight instants.
"""

import statistics
import sys
import time
from datetime import datetime, timezone
from importlib.metadata import version
from zoneinfo import ZoneInfo

RUNS = 5
INSTANTS = [946684800 + i * 2654435761 % 1262304000 for i in range(0, 64, 8)]


def report(peer, question, calls, work):
    """Prints the median time of a call; answers are not summed up."""
    times = []
    for _ in range(RUNS):
        start = time.process_time_ns()
        work()
        times.append((time.process_time_ns() - start) / calls)
    print(f"{peer}\t{question}\t{statistics.median(times):.1f}\t-", flush=True)


def ask_croniter(crons, name, zone):
    from croniter import croniter

    times = [datetime.fromtimestamp(t, zone) for t in INSTANTS]
    ready = [croniter(text, times[0]) for text in crons]

    def work():
        for ticks in ready:
            for at in times:
                ticks.get_next(datetime, start_time=at)

    peer = f"croniter {version('croniter')} (Python)"
    report(peer, f"next, {name}", len(crons) * len(times), work)
    if name == "UTC":
        report(peer, "compile", len(crons),
               lambda: [croniter(text, times[0]) for text in crons])


def ask_cronsim(crons, name, zone):
    from cronsim import CronSim

    times = [datetime.fromtimestamp(t, zone) for t in INSTANTS]

    def work():  # a cronsim is made for one start
        for text in crons:
            for at in times:
                next(CronSim(text, at))

    peer = f"cronsim {version('cronsim')} (Python)"
    report(peer, f"next, {name}", len(crons) * len(times), work)
    if name == "UTC":
        report(peer, "compile", len(crons),
               lambda: [CronSim(text, times[0]) for text in crons])


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        crons = lines.read().splitlines()[::5]
    for name, zone in (("UTC", timezone.utc),
                       ("Europe/Paris", ZoneInfo("Europe/Paris"))):
        for ask in (ask_croniter, ask_cronsim):
            try:
                ask(crons, name, zone)
            except ImportError as error:
                print(f"SKIPPED: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
