"""Asks lockstep_runtime.py what the library was asked (cases.cpp, on standard
input), and says where it answers otherwise, or takes too long."""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import datetime, timezone
from typing import Any

from lockstep_runtime import Cron, Gate, Input

SHOWN = 5


def instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, timezone.utc)


def seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def gate_of(rule: dict[str, Any], engine: str) -> Gate:
    def crons(pairs: list[list[str]]) -> tuple[Cron, ...]:
        return tuple(Cron(text, zone, engine) for text, zone in pairs)

    inputs = [
        Input(**{**i, "crons": crons(i["crons"]), "only_at": crons(i["only_at"])})
        for i in rule["inputs"]
    ]
    fields = {**rule, "anchors": crons(rule["anchors"]), "inputs": tuple(inputs)}
    if "condition" in rule:
        fields["condition"] = eval(f"lambda new: {rule['condition']}")
    return Gate(**fields)


def decide(case: dict[str, Any], times: list[float]) -> Any:
    gate = gate_of(case["rule"], case["engine"])
    events = [(name, instant(day), instant(at)) for name, day, at in case["events"]]
    began = time.process_time()
    answer = gate.decide(events, instant(case["now"]))
    times.append(time.process_time() - began)
    missing = [[m.dataset, *map(seconds, m[1:])] for m in answer.missing]
    anchor, begin = seconds(answer.anchor), seconds(answer.begin)
    return {"start": answer.start, "anchor": anchor, "begin": begin, "missing": missing}


def ticks(case: dict[str, Any]) -> list[int | None]:
    """The same ticks forward; backward from the second before each and from each
    itself, or what differs."""
    cron = Cron(case["cron"], case["zone"], case["engine"])
    found: list[int] = []
    at: int | None = case["from"]
    while len(found) < len(case["ticks"]) and at is not None:
        at = cron.next(at)
        found.append(at if at is not None else -1)
    for back, want in (
        ([cron.prev(tick - 1) for tick in found[1:]], found[:-1]),
        ([cron.prev(tick) for tick in found], found),
        ([cron.next(tick - 1) for tick in found], found),
    ):
        if back != want:
            return [*back]
    return list(found)


def main() -> int:
    times: list[float] = []
    wrong = gates = schedules = 0
    for line in sys.stdin:
        case = json.loads(line)
        if "rule" in case:
            gates += 1
            got, expected = decide(case, times), case["answer"]
        else:
            schedules += 1
            got, expected = ticks(case), case["ticks"]
        if got != expected:
            wrong += 1
            if wrong <= SHOWN:
                print(line, "python:", got)
    median = statistics.median(times) * 1e6
    print(f"{gates} gates, {schedules} schedules, {wrong} differ")
    print(f"a decision takes {median:.0f} us (median)")
    if gates == 0 or schedules == 0:
        print("no cases")
        return 1
    return 1 if wrong or median > 1_000 else 0


if __name__ == "__main__":
    sys.exit(main())
