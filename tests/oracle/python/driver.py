"""Answers requests with a Python cron library: croniter or cronsim.

One JSON object a line in, {"cron", "from": [instants], "n", "zone"}; one a
line out, {"ticks": [[instants] for each start]} or {"error"}.
"""

import json
import sys
from datetime import datetime, timezone
from itertools import islice
from zoneinfo import ZoneInfo


def croniter_ticks(text, starts, n):
    from croniter import CroniterBadDateError, croniter

    schedule = croniter(text, starts[0])
    for start in starts:
        schedule.set_current(start, force=True)
        ticks = []
        try:
            for _ in range(n):
                ticks.append(int(schedule.get_next(datetime).timestamp()))
        except CroniterBadDateError:  # nothing within its search
            pass
        yield ticks


def cronsim_ticks(text, starts, n):
    from cronsim import CronSim

    for start in starts:
        yield [int(tick.timestamp())
               for tick in islice(CronSim(text, start), n)]


LIBRARIES = {"croniter": croniter_ticks, "cronsim": cronsim_ticks}


def answer(library, request):
    zone = timezone.utc if request["zone"] == "UTC" else ZoneInfo(request["zone"])
    starts = [datetime.fromtimestamp(at, zone) for at in request["from"]]
    try:
        return {"ticks": list(library(request["cron"], starts, request["n"]))}
    except Exception as problem:  # whatever it throws is its answer
        return {"error": f"{type(problem).__name__}: {problem}"}


def main():
    library = LIBRARIES[sys.argv[1]]
    for line in sys.stdin:
        print(json.dumps(answer(library, json.loads(line))))


main()
