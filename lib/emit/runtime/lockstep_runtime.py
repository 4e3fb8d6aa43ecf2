"""Decides whether a pipeline may start, and for which tick.

lockstep writes this file beside the pipelines that need it; `lockstep gate`
answers the same questions. Inside, instants are whole seconds since 1970;
outside, aware datetimes. Durations are seconds. Standard library only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from math import inf
from typing import NamedTuple

from lockstep_ticks import Cron, Crons, next_of, prev_of

__all__ = ["Cron", "Decision", "Event", "Gate", "Input", "Missing"]

_BEGINNING = -41 * 366 * 86_400  # before every event
_MOST_ANCHORS, _MOST_FIRST = 1_024, 64
Event = tuple[str, datetime, datetime]  # dataset, scheduled date, when it came


def _utc(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, timezone.utc)


@dataclass(frozen=True)
class Input:
    """A dataset that runs wait for, and for which of its runs."""

    dataset: str
    crons: Crons = ()
    read: str = "latest"  # or `same`: at its label + offset, or `window`: in it
    offset: int = 0
    label_is_start: bool = False  # the tick before labels its runs
    timeout: float = inf  # of waiting, from the anchor on
    every_tick: bool = True  # `same` and `window`: no later run will do
    tolerance: int | None = None  # older by this than the tick before the due one
    only_at: Crons = ()  # needed at these ticks; empty: always


class Missing(NamedTuple):
    """An input that holds a run up; without `due` there is no run to wait for."""

    dataset: str
    due: datetime | None
    newest: datetime | None
    since: datetime | None  # the first tick that has not come


class Decision(NamedTuple):
    """Start for the window [begin, anchor), or wait for what is missing."""

    start: bool
    anchor: datetime | None = None  # of a refusal the one that is held up
    begin: datetime | None = None
    missing: tuple[Missing, ...] = ()

    def __str__(self) -> str:
        if self.start or not self.missing:
            return f"start for {self.anchor}" if self.start else "nothing new is due"
        return "waiting for " + "; ".join(
            f"{m.dataset} of {m.due} (newest {m.newest}, missing since {m.since})"
            for m in self.missing
        )


@dataclass(frozen=True)
class Gate:
    """Which runs of a pipeline may start. Events of `job` are its last starts."""

    job: str
    anchors: Crons
    inputs: tuple[Input, ...]
    label_is_start: bool = False
    length: int | None = None  # of the window; None: since the anchor before
    lookback: int = 0
    condition: Callable[[set[str]], bool] | None = None  # on what is updated

    def decide(
        self, events: Iterable[Event], now: datetime, anchor: datetime | None = None
    ) -> Decision:
        """May a run start now: for `anchor`, or for the newest that is complete?"""
        return _Decider(self, events, now.timestamp()).decide(anchor)


class _Decider:
    def __init__(self, gate: Gate, events: Iterable[Event], now: float) -> None:
        self.gate, self.now = gate, int(now)
        self.seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for dataset, day, at in events:
            if at.timestamp() <= now:
                pair = int(day.timestamp()), at.timestamp()
                self.seen[dataset].append(pair)
        self.newest = {name: max(seen)[0] for name, seen in self.seen.items()}
        self.last = self.newest.get(gate.job)

    def decide(self, anchor: datetime | None) -> Decision:
        anchors, found = self.gate.anchors, None
        if self.gate.condition is not None:
            return self.by_condition(self.gate.condition)
        if anchor is not None:
            return self.answer(int(anchor.timestamp()))
        newest = prev_of(anchors, self.now)
        if newest is None or newest <= (self.last or 0):
            return Decision(False)
        if self.last is None or all(
            i.read == "latest" and i.timeout == inf and not i.only_at
            for i in self.gate.inputs
        ):  # the newest that the dates allow
            complete = (a for a in self.open_to(self.bound()) if not self.lacks(a)[0])
            first = newest if self.last is None else next_of(anchors, self.last)
            return self.answer(next(complete, first))
        candidate, count = next_of(anchors, self.last), 0
        while candidate is not None and candidate <= newest and count < _MOST_ANCHORS:
            lacks, for_ever = self.lacks(candidate)
            if lacks and not for_ever:  # a run does the work of all before it
                return self.answer(candidate if found is None else found)
            if not lacks:
                found, count = candidate, count + 1
            candidate = next_of(anchors, candidate)
        return self.answer(newest if found is None else found)

    def open_to(self, at: int) -> Iterator[int]:
        """Anchors after the last one, newest first."""
        for _ in range(_MOST_FIRST):
            anchor = prev_of(self.gate.anchors, at)
            if anchor is None or anchor <= (self.last or 0):
                return
            yield anchor
            at = anchor - 1

    def bound(self) -> int:
        """Before the next tick after the newest date of every input."""
        bound = self.now
        for i in self.gate.inputs:
            if i.read != "latest" or i.only_at:
                continue
            reach = self.newest.get(i.dataset, _BEGINNING)
            if i.tolerance is not None:
                reach = next_of(i.crons, reach + i.tolerance - 1) or self.now
            following = next_of(i.crons, reach)
            bound = bound if following is None else min(bound, following - 1)
        return bound

    def begin(self, anchor: int, previous: int | None) -> int | None:
        if self.gate.length is not None:
            return anchor - self.gate.length
        return None if previous is None else previous - self.gate.lookback

    def need(self, i: Input, anchor: int) -> tuple[int | None, int, float] | None:
        """The due tick, and the least and the greatest date that will do."""
        due, previous = prev_of(i.crons, anchor), prev_of(self.gate.anchors, anchor - 1)
        if i.only_at and prev_of(i.only_at, anchor) != anchor:
            return None
        if i.read == "same":
            label = previous if self.gate.label_is_start else anchor
            due = None if label is None else label + i.offset
            if due is None or prev_of(i.crons, due) != due:
                return None, 0, 0
            if i.label_is_start:
                due = next_of(i.crons, due)
        elif due is None:
            return None
        elif i.read == "window":
            begin = self.begin(anchor, previous)
            if begin is None or due <= begin:
                return None
        elif i.tolerance is not None:
            before = prev_of(i.crons, due - 1)
            return due, (before or due) - i.tolerance + 1, inf
        low = due or 0
        return due, low, low if i.every_tick and i.read != "latest" else inf

    def lacks(self, anchor: int) -> tuple[list[Missing], bool]:
        """What an anchor lacks, and whether it will lack it for ever."""
        found, for_ever = [], False
        for i in self.gate.inputs:
            need, seen = self.need(i, anchor), self.seen[i.dataset]
            if need is None:
                continue
            due, low, high = need
            if due and any(
                low <= d <= high and at <= anchor + i.timeout for d, at in seen
            ):
                continue
            newest = self.newest.get(i.dataset)
            since = due
            if due is not None and newest is not None and i.read == "latest":
                since = min(next_of(i.crons, newest) or due, due)
            found.append(Missing(i.dataset, _utc(due), _utc(newest), _utc(since)))
            late = self.now > anchor + i.timeout or (newest or 0) > high
            for_ever = for_ever or due is None or late
        return found, for_ever

    def answer(self, anchor: int | None, start: bool = False) -> Decision:
        if anchor is None:
            return Decision(False)
        previous = prev_of(self.gate.anchors, anchor - 1)
        if self.last is not None and self.last < anchor:
            previous = self.last
        begin = self.begin(anchor, previous)
        lacks = () if start else tuple(self.lacks(anchor)[0])
        return Decision(not lacks, _utc(anchor), _utc(begin), lacks)

    def by_condition(self, condition: Callable[[set[str]], bool]) -> Decision:
        """An input is updated when it comes after the last start."""
        starts = [at for _, at in self.seen[self.gate.job]]
        start = max(starts, default=None)
        names = [i.dataset for i in self.gate.inputs if i.dataset in self.newest]
        last = {name: max(at for _, at in self.seen[name]) for name in names}
        updated = {name for name in names if start is None or last[name] > start}
        if condition(updated):
            return self.answer(max(self.newest[name] for name in names), True)
        lacks = []
        for i in self.gate.inputs:
            if i.dataset not in updated:
                newest = self.newest.get(i.dataset)
                due = next_of(i.crons, self.now if newest is None else newest)
                lacks.append(Missing(i.dataset, _utc(due), _utc(newest), _utc(start)))
        return Decision(False, missing=tuple(lacks))
