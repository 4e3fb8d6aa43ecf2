"""The ticks of crons, as Airflow and Dagster make them where clocks change.

lockstep writes this file beside the pipelines that need it; `lockstep cron next
--dst airflow` and `--dst dagster` answer the same questions. Instants are whole
seconds since 1970. Standard library only.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

_DAY, _SPAN = 86_400, 172_800
_YEARS = 41 * 366  # days: no two ticks of a cron are further apart


def _offset(zone: str, at: int) -> int:
    if zone == "UTC":
        return 0
    offset = datetime.fromtimestamp(at, ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _changes(zone: str, at: int) -> list[tuple[int, int, int]]:
    """The change of a zone's offset near `at`: when, from what, to what."""
    low, high = at - _SPAN, at + _SPAN
    before, after = _offset(zone, low), _offset(zone, high)
    while before != after and high - low > 1:
        at = (low + high) // 2
        low, high = (at, high) if _offset(zone, at) == before else (low, at)
    return [] if before == after else [(high, before, after)]


def _values(text: str, low: int, high: int) -> list[int]:
    values: set[int] = set()
    for item in text.split(","):
        body, _, step = item.partition("/")
        first, _, last = body.replace("*", f"{low}-{high}").partition("-")
        values.update(range(int(first), int(last or first) + 1, int(step or 1)))
    return sorted(values)


class _Masks(NamedTuple):
    times: list[int]  # seconds of a day
    months: list[int]
    days: list[int]  # 0: the last of the month
    weekdays: set[tuple[int, int]]  # and which of the month, 0: the last
    both: bool  # must both kinds of days match?

    def fires(self, day: date) -> bool:
        length = monthrange(day.year, day.month)[1]
        week = {(day.isoweekday() % 7, (day.day + 6) // 7)}
        if day.day + 7 > length:
            week.add((day.isoweekday() % 7, 0))
        by_day = day.day in self.days or (0 in self.days and day.day == length)
        by_week = not week.isdisjoint(self.weekdays)
        return by_day and by_week if self.both else by_day or by_week


@cache
def _compile(text: str) -> _Masks:
    """Five fields of numbers, `L` in the day and `5#2`, `L5` in the weekday."""
    minute, hour, day, month, weekday = text.split()
    minutes, weekdays = _values(minute, 0, 59), set[tuple[int, int]]()
    for item in weekday.split(","):
        plain, _, nth = item.partition("#")
        which = [int(nth)] if nth else [0] if item[0] == "L" else range(1, 6)
        values = _values(plain.lstrip("L"), 0, 6)
        weekdays.update((value % 7, n) for value in values for n in which)
    times = [3600 * h + 60 * m for h in _values(hour, 0, 23) for m in minutes]
    days = _values(day.replace("L", "0"), 1, 31)
    both = "*" in (day, weekday)
    return _Masks(times, _values(month, 1, 12), days, weekdays, both)


@dataclass(frozen=True)
class Cron:
    """A cron in a zone, with the ticks that `engine` makes where clocks change."""

    text: str
    zone: str = "UTC"
    engine: str = "airflow"

    def _local(self, at: int, step: int) -> int | None:
        """The tick nearest to `at` in a direction, if clocks never changed."""
        masks, edge = _compile(self.text), 0 if step > 0 else -1
        day, time = divmod(at, _DAY)
        times = masks.times
        i = bisect_left(times, time) if step > 0 else bisect_right(times, time) - 1
        if not 0 <= i < len(times):
            day, i = day + step, edge
        found = day
        for _ in range(_YEARS):
            that = date.fromordinal(found + 719_163)
            if that.month not in masks.months:
                length = monthrange(that.year, that.month)[1]
                found += length + 1 - that.day if step > 0 else -that.day
            elif masks.fires(that):
                return found * _DAY + times[i if found == day else edge]
            else:
                found += step
        return None

    def _wall(self, at: int, step: int, offset: int) -> int | None:
        local = self._local(at + offset, step)
        return None if local is None else local - offset

    def _walk(self, low: int, high: int, offset: int) -> Iterator[int]:
        tick = self._wall(low, 1, offset)
        while tick is not None and tick < high:
            yield tick
            tick = self._wall(tick + 1, 1, offset)

    @property
    def _every_hour(self) -> bool:
        return len({time // 3600 for time in _compile(self.text).times}) == 24

    def _around(self, change: tuple[int, int, int]) -> list[int]:
        """The ticks in the reach of a change: (its size) to both sides."""
        at, before, after = change
        size, gap = abs(after - before), after > before
        old = self._walk(at - size, at, before) if gap or self._every_hour else ()
        new = list(self._walk(at, at + size, after))
        skipped = list(self._walk(at, at + size, before)) if gap else []
        if skipped and not self._every_hour:  # a tick that the gap makes
            extra = skipped[0] if self.engine == "airflow" else at
            new = [extra] + [tick for tick in new if tick > extra]
        return [*old, *new]

    def _elapsed_to(self, at: int) -> int | None:
        """Airflow counts a cron of every hour from tick to tick, not by the wall."""
        start = at
        while True:  # back to a tick that no change has moved
            offset = _offset(self.zone, start)
            tick = self._wall(start, -1, offset)
            if tick is None:
                return None
            moved = abs(offset - _offset(self.zone, tick - 366 * _DAY)) + 7_200
            start = self._wall(tick - moved, -1, offset) or -_YEARS * _DAY
            ends = {_offset(self.zone, end) for end in (start, tick)}
            if ends == {offset}:
                break
        while True:
            after = self._wall(tick + 1, 1, _offset(self.zone, tick))
            if after is None or after > at:
                return tick
            tick = after

    def _find(self, at: int, step: int) -> int | None:
        while True:
            offset = _offset(self.zone, at)
            tick = self._wall(at, step, offset)
            if tick is None:
                return None
            wall = tick + offset - _offset(self.zone, tick)
            wall = tick + offset - _offset(self.zone, wall)
            found, start = [wall], at
            for change in {*_changes(self.zone, at), *_changes(self.zone, wall)}:
                size = abs(change[2] - change[1])
                low, high = change[0] - size, change[0] + size
                found = [t for t in found if not low <= t < high]
                found += self._around(change)
                at = max(at, high) if step > 0 else min(at, low - 1)
            found = [tick for tick in found if (tick - start) * step >= 0]
            if found:
                return min(found) if step > 0 else max(found)

    def next(self, after: int) -> int | None:
        """The first tick after an instant; None if there is none."""
        if self.engine != "airflow" or self.zone == "UTC" or not self._every_hour:
            return self._find(after + 1, 1)
        tick = self._elapsed_to(after)
        return tick and self._wall(tick + 1, 1, _offset(self.zone, tick))

    def prev(self, at: int) -> int | None:
        """The last tick at or before an instant; None if there is none."""
        if self.engine != "airflow" or self.zone == "UTC" or not self._every_hour:
            return self._find(at, -1)
        return self._elapsed_to(at)


Crons = tuple[Cron, ...]


def next_of(crons: Crons, after: int) -> int | None:
    """The first tick of any of them after an instant."""
    ticks = (cron.next(after) for cron in crons)
    return min((tick for tick in ticks if tick is not None), default=None)


def prev_of(crons: Crons, at: int) -> int | None:
    """The last tick of any of them at or before an instant."""
    ticks = (cron.prev(at) for cron in crons)
    return max((tick for tick in ticks if tick is not None), default=None)
