"""What a run of a pipeline is for, told to Airflow and asked of it.

lockstep writes this file beside the DAGs that import it. Airflow keeps all
state: events of datasets carry the tick that they are for, and the run that a
gate lets start leaves an event with its anchor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from hashlib import sha1
from itertools import islice
from re import sub
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from lockstep_runtime import Event, Gate
from lockstep_ticks import Crons, prev_of

try:  # 3.x
    from airflow.sdk import Asset
except ImportError:  # 2.x
    from airflow.datasets import Dataset as Asset
try:  # 3.2 on
    from airflow.sdk.exceptions import AirflowSkipException
except ImportError:
    from airflow.exceptions import AirflowSkipException

_FORMAT = "%Y-%m-%dT%H:%M:%S%z"
_NEWEST = 1000  # events of a dataset that a gate looks at


def _date(event: Any) -> datetime:
    """The tick that an event is for; of foreign ones the end of their run."""
    extra = event.extra or {}
    # Starlake's own DAGs date their events, too.
    scheduled = extra.get("scheduled") or extra.get("sl_scheduled_date")
    if scheduled:
        return datetime.fromisoformat(scheduled)
    run = getattr(event, "source_dag_run", None)
    return getattr(run, "data_interval_end", None) or event.timestamp


def _newest(context: Any, asset: Any) -> Iterable[Any]:
    """The events of an inlet, newest first."""
    return islice(reversed(context["inlet_events"][asset]), _NEWEST)


def _cloud_name(*parts: Any) -> str:
    """Of small letters, digits and hyphens; the first part, then a hash of all."""
    name = sub("[^a-z0-9]+", "-", str(parts[0]).lower()).strip("-")
    name = name if name[:1].isalpha() else f"x{name}"
    digest = sha1(" ".join(map(str, parts)).encode()).hexdigest()
    return f"{name[:30].rstrip('-')}-{digest[:12]}"


def _cluster_name(context: Any, name: str) -> str:
    """The cluster of one run."""
    return _cloud_name(name, context["dag"].dag_id, context["run_id"])


def _batch_id(context: Any, name: str) -> str:
    """The batch of one try of a task: a name can be given once."""
    run = context["dag"].dag_id, context["run_id"]
    return _cloud_name(name, *run, context["ti"].try_number)


class Run:
    """The ticks of a pipeline, and its gate if it has one."""

    def __init__(
        self,
        pipeline: str,
        ticks: Crons,
        gate: Gate | None = None,
        by_slots: bool = False,  # any, all, expressions: the greatest tick counts
        zone: str = "UTC",  # of dates
    ) -> None:
        self.pipeline = pipeline
        self.ticks = ticks
        self.gate = gate
        self.by_slots = by_slots
        self.zone = zone
        # Its events are the anchors of the runs that the gate let start.
        self.anchors = Asset(f"lockstep://anchors/{pipeline}")
        self.macros = {
            "tick": pass_context(lambda c: self.tick(c).strftime(_FORMAT)),
            "tick_date": pass_context(lambda c: self.tick_date(c)),
            "window_end": pass_context(lambda c: self.tick(c).strftime(_FORMAT)),
            "window_start": pass_context(lambda c, **rule: self._begin(c, **rule)),
            "cluster_name": pass_context(_cluster_name),
            "batch_id": pass_context(_batch_id),
        }

    def _floor(self, at: datetime) -> datetime:
        """The newest tick at or before an instant."""
        tick = prev_of(self.ticks, int(at.timestamp()))
        return at if tick is None else datetime.fromtimestamp(tick, timezone.utc)

    def _previous(self, at: datetime) -> datetime:
        return self._floor(at - timedelta(seconds=1))

    def _decided(self, context: Any) -> dict[str, str]:
        """What the gate of this run said."""
        return context["ti"].xcom_pull(task_ids="start") if self.gate else {}

    def _dates(self, context: Any) -> list[list[datetime]]:
        """By dataset, the dates of the events that started the run."""
        for key in ("triggering_asset_events", "triggering_dataset_events"):
            if key in context:
                found = context[key].items()
                return [[_date(e) for e in events] for _, events in found if events]
        return []

    def tick(self, context: Any) -> datetime:
        """The nominal tick of a run: its anchor, or the newest of its schedule."""
        if decided := self._decided(context):
            return datetime.fromisoformat(decided["anchor"])
        if dates := self._dates(context):
            if self.by_slots:
                return max(max(of_one) for of_one in dates)
            return self._floor(min(max(of_one) for of_one in dates))
        run = context["dag_run"]
        return self._floor(run.data_interval_end or run.run_after)

    def tick_date(self, context: Any) -> str:
        """The day of the nominal tick."""
        return self.tick(context).astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d")

    def window_start(
        self, context: Any, length: int | None = None, lookback: int = 0
    ) -> datetime:
        """Where the data of a run begins; it makes up for runs that were missed."""
        tick = self.tick(context)
        if length is not None:
            return tick - timedelta(seconds=length)
        if decided := self._decided(context):
            start = datetime.fromisoformat(decided["window_start"])
        elif dates := self._dates(context):
            first = min(min(of_one) for of_one in dates)
            start = self._previous(min(self._floor(first), tick))
        else:
            start = self._previous(tick)
        return start - timedelta(seconds=lookback)

    def _begin(self, context: Any, **rule: int) -> str:
        return self.window_start(context, **rule).strftime(_FORMAT)

    def stamp(self, context: Any, result: Any = None) -> None:
        """Tells the readers of a task's datasets which tick they hold now."""
        for outlet in context["task"].outlets:
            context["outlet_events"][outlet].extra.update(
                {
                    **(outlet.extra or {}),
                    "scheduled": self.tick(context).isoformat(),
                    "sl_scheduled_date": self.tick(context).isoformat(),
                    "window_start": self.window_start(context).isoformat(),
                    "window_end": self.tick(context).isoformat(),
                }
            )

    def _events(self, context: Any) -> Iterator[Event]:
        for asset in context["task"].inlets:
            dataset = (asset.extra or {}).get("dataset")
            if dataset:
                for event in _newest(context, asset):
                    yield dataset, _date(event), event.timestamp

    def _starts(self, context: Any) -> list[Any]:
        return [e for e in _newest(context, self.anchors) if e.extra.get("anchor")]

    def start(self, **context: Any) -> dict[str, str]:
        """The gate: lets the run go on, for an anchor, or skips it and says why."""
        assert self.gate
        events = list(self._events(context))
        for event in self._starts(context):
            if event.extra["run_id"] == context["run_id"]:
                return event.extra  # cleared and run again: the same anchor
            anchor = datetime.fromisoformat(event.extra["anchor"])
            events.append((self.pipeline, anchor, event.timestamp))
        decision = self.gate.decide(events, datetime.now(timezone.utc))
        if not (decision.start and decision.anchor):
            context["ti"].xcom_push("waiting_for", str(decision))
            raise AirflowSkipException(str(decision))
        begin = decision.begin or self._previous(decision.anchor)
        answer = {
            "anchor": decision.anchor.isoformat(),
            "window_start": begin.isoformat(),
            "run_id": context["run_id"],
        }
        context["outlet_events"][self.anchors].extra.update(answer)
        return answer

    def wait(self, gate: Gate, **context: Any) -> bool:
        """Has all come that the run of this tick needs?"""
        now = datetime.now(timezone.utc)
        decision = gate.decide(self._events(context), now, self.tick(context))
        if not decision.start:
            print(decision)
        return decision.start
