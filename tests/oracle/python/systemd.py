"""Answers requests with `systemd-analyze calendar`.

A cron of numbers, lists, ranges and steps with at most one restricted day
field is the same as one calendar expression; each field is translated by
itself. Many expressions go into one call; requests as for driver.py.
"""

import json
import re
import subprocess
import sys
from collections import defaultdict

WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split()
BATCH = 500


def number(text, names, first):
    upper = text.upper()
    return names.index(upper) + first if upper in names else int(text)


def item(text, low, high, names=()):
    """`*/5` -> `0..59/5`, `1-10/3` -> `1..10/3`."""
    body, _, step = text.partition("/")
    if body == "*":  # with its end: `0/7` loses ticks when a month ends (252)
        return f"{low}..{high}" + (f"/{step}" if step else "")
    ends = [number(end, names, low) for end in body.split("-")]
    return "..".join(map(str, ends)) + (f"/{step}" if step else "")


def field(text, low, high, names=()):
    if text == "*":
        return "*"
    return ",".join(item(each, low, high, names) for each in text.split(","))


def weekdays(text):
    if text == "*":
        return ""
    names = [day.upper() for day in WEEKDAYS[:7]]
    days = set()
    for each in text.split(","):
        body, _, step = each.partition("/")
        ends = [0, 6] if body == "*" else [
            number(end, names, 0) for end in body.split("-")]
        days |= set(range(ends[0], ends[-1] + 1, int(step or 1)))
    return ",".join(sorted({WEEKDAYS[day] for day in days})) + " "


def calendar(cron, zone):
    minute, hour, day, month, week = cron.split()
    return (f"{weekdays(week)}*-{field(month, 1, 12, MONTHS)}-"
            f"{field(day, 1, 31)} {field(hour, 0, 23)}:"
            f"{field(minute, 0, 59)}:00 {zone}")


def elapses(block):
    """The instants of one expression, from `Next elapse:` and `Iter. #2:`."""
    lines = re.findall(r"(?:Next elapse|Iter\. #\d+): (?:@(\d+)|never)", block)
    return [int(at) for at in lines if at]


def ask(texts, start, n):
    done = subprocess.run(
        ["systemd-analyze", "calendar", f"--base-time=@{start}",
         f"--iterations={n}", *texts],
        env={"TZ": "UTC", "LC_ALL": "C", "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, check=True)
    return [elapses(stamped(block)) for block in done.stdout.split("\n\n")]


def stamped(block):
    """Dates in words as seconds since 1970."""
    from datetime import datetime, timezone

    def seconds(match):
        at = datetime.strptime(match[1], "%Y-%m-%d %H:%M:%S")
        return f"@{int(at.replace(tzinfo=timezone.utc).timestamp())}"

    return re.sub(r"\w{3} (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC", seconds, block)


def main():
    requests = [json.loads(line) for line in sys.stdin]
    by_start = defaultdict(list)
    for index, request in enumerate(requests):
        for place, start in enumerate(request["from"]):
            by_start[start].append((index, place))
    answers = [[None] * len(request["from"]) for request in requests]
    for start, places in by_start.items():
        for begin in range(0, len(places), BATCH):
            batch = places[begin:begin + BATCH]
            texts = [calendar(requests[index]["cron"], requests[index]["zone"])
                     for index, _ in batch]
            found = ask(texts, start, requests[0]["n"])
            for (index, place), ticks in zip(batch, found, strict=True):
                answers[index][place] = ticks
    for ticks in answers:
        print(json.dumps({"ticks": ticks}))


main()
