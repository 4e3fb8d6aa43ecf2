"""What a run of a pipeline is for, told to Dagster and asked of it.

lockstep writes this file beside the definitions that import it. Dagster keeps
all state: materializations carry the tick that they are for, and a sensor's
cursor what it has seen and the anchor of its last run.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

import dagster as dg
from dagster import DagsterRunStatus as Status
from lockstep_runtime import Decision, Event, Gate
from lockstep_ticks import Crons, prev_of

_FORMAT = "%Y-%m-%dT%H:%M:%S%z"
_KEPT = 200  # events of a dataset that a cursor remembers
_ACTIVE = [
    Status.QUEUED,
    Status.NOT_STARTED,
    Status.STARTING,
    Status.STARTED,
    Status.CANCELING,
]


@dg.op(out=dg.Out(dg.Nothing))
def entry() -> None:
    """Marks where a job begins."""


@dg.op(ins={"after": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def marker() -> None:
    """Marks a place behind other tasks."""


def _utc(at: float) -> datetime:
    return datetime.fromtimestamp(at, timezone.utc)


class Run:
    """The ticks of a pipeline, the assets that it reads, and its gate."""

    def __init__(
        self,
        job: str,
        ticks: Crons,
        reads: Mapping[str, str] | None = None,
        gate: Gate | None = None,
    ) -> None:
        self.job = job
        self.ticks = ticks
        self.reads = reads or {}
        self.gate = gate

    # ---- What a run is for ----

    def _floor(self, at: float) -> datetime:
        tick = prev_of(self.ticks, int(at))
        return _utc(at if tick is None else tick)

    def _tags(self, tick: datetime, begin: datetime) -> dict[str, str]:
        return {"lockstep/tick": tick.isoformat(), "lockstep/begin": begin.isoformat()}

    def _tagged(self, context: dg.OpExecutionContext, name: str) -> datetime | None:
        value = context.run.tags.get(f"lockstep/{name}")
        return None if value is None else datetime.fromisoformat(value)

    def _tick(self, context: dg.OpExecutionContext) -> datetime:
        """Of a run that was started by hand the newest tick."""
        return self._tagged(context, "tick") or self._floor(time.time())

    def _begin(
        self, context: dg.OpExecutionContext, length: int | None, lookback: int
    ) -> datetime:
        tick = self._tick(context)
        if length is not None:
            return _utc(tick.timestamp() - length)
        begin = self._tagged(context, "begin") or self._floor(tick.timestamp() - 1)
        return _utc(begin.timestamp() - lookback)

    def tick(self, context: dg.OpExecutionContext) -> str:
        """The nominal tick, where the window of the run ends."""
        return self._tick(context).strftime(_FORMAT)

    def tick_date(self, context: dg.OpExecutionContext) -> str:
        return self._tick(context).strftime("%Y-%m-%d")

    def window_start(
        self,
        context: dg.OpExecutionContext,
        length: int | None = None,
        lookback: int = 0,
    ) -> str:
        return self._begin(context, length, lookback).strftime(_FORMAT)

    # ---- What a task does ----

    def execute(
        self,
        context: dg.OpExecutionContext,
        words: Sequence[str],
        env: Mapping[str, str] | None = None,
        cwd: str | None = None,
    ) -> int:
        """Runs a command, its output in the log; the exit code."""
        with subprocess.Popen(
            words,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as process:
            for line in process.stdout or ():
                context.log.info(line.rstrip("\n"))
        return process.returncode

    def command(
        self,
        context: dg.OpExecutionContext,
        words: Sequence[str],
        env: Mapping[str, str] | None = None,
        cwd: str | None = None,
        updates: Mapping[str, str] | None = None,
    ) -> None:
        """Runs a command and tells which datasets it has updated, for which tick."""
        code = self.execute(context, words, env, cwd)
        if code != 0:
            raise dg.Failure(f"{words[0]} ended with exit code {code}")
        for key, dataset in (updates or {}).items():
            metadata = {
                "dataset": dataset,
                "scheduled": self._tick(context).isoformat(),
                "window_start": self._begin(context, None, 0).isoformat(),
                "window_end": self._tick(context).isoformat(),
            }
            context.log_event(dg.AssetMaterialization(key, metadata=metadata))

    def wait(self, context: dg.OpExecutionContext, gate: Gate, limit: int) -> None:
        """Waits until all has come that the run of this tick needs."""
        until = time.time() + limit
        while True:
            events, _ = self._new_events(context.instance, {})
            decision = gate.decide(events, _utc(time.time()), self._tick(context))
            if decision.start:
                return
            if time.time() >= until:
                raise dg.Failure(str(decision), allow_retries=False)
            context.log.info(str(decision))
            time.sleep(60)

    # ---- What starts a run ----

    def at(self, scheduled: datetime) -> dg.RunRequest:
        """The run of a tick of the schedule."""
        tick = scheduled.astimezone(timezone.utc)
        begin = self._floor(tick.timestamp() - 1)
        return dg.RunRequest(run_key=tick.isoformat(), tags=self._tags(tick, begin))

    def _new_events(
        self, instance: dg.DagsterInstance, after: dict[str, int]
    ) -> tuple[list[Event], dict[str, int]]:
        """Materializations that came after the given ones, and the last of them."""
        events: list[Event] = []
        after = dict(after)
        for key, dataset in self.reads.items():
            more = True
            while more:
                found = instance.fetch_materializations(
                    dg.AssetRecordsFilter(
                        asset_key=dg.AssetKey(key), after_storage_id=after.get(key)
                    ),
                    limit=100,
                    ascending=True,
                )
                for record in found.records:
                    after[key] = record.storage_id
                    at = _utc(record.timestamp)
                    event: Any = record.asset_materialization
                    scheduled = event.metadata.get("scheduled")
                    date = datetime.fromisoformat(scheduled.value) if scheduled else at
                    events.append((dataset, date, at))
                more = found.has_more
        return events, after

    def _answer(
        self, decision: Decision, cursor: dict[str, Any], at: float
    ) -> dg.SensorResult:
        if not (decision.start and decision.anchor):
            return dg.SensorResult(skip_reason=str(decision), cursor=json.dumps(cursor))
        anchor = decision.anchor
        begin = decision.begin or self._floor(anchor.timestamp() - 1)
        cursor["last"] = [anchor.timestamp(), at]
        request = dg.RunRequest(
            run_key=f"{anchor.isoformat()} {max(cursor['after'].values())}",
            tags=self._tags(anchor, begin),
        )
        return dg.SensorResult(run_requests=[request], cursor=json.dumps(cursor))

    def sense(self, context: dg.SensorEvaluationContext) -> dg.SensorResult:
        """Asks the gate; the cursor advances whatever it says."""
        assert self.gate
        cursor = json.loads(context.cursor or '{"after": {}, "seen": {}, "last": null}')
        events, cursor["after"] = self._new_events(context.instance, cursor["after"])
        for dataset, date, at in events:
            seen = cursor["seen"].setdefault(dataset, [])
            seen.append([date.timestamp(), at.timestamp()])
            del seen[:-_KEPT]
        active = context.instance.get_run_records(
            dg.RunsFilter(job_name=self.job, statuses=_ACTIVE), limit=1
        )
        if active:
            reason = f"run {active[0].dagster_run.run_id} has not ended"
            return dg.SensorResult(skip_reason=reason, cursor=json.dumps(cursor))
        known = [
            (dataset, _utc(date), _utc(at))
            for dataset, seen in cursor["seen"].items()
            for date, at in seen
        ]
        newest = max((at.timestamp() for _, _, at in known), default=0.0)
        if cursor["last"]:
            date, at = cursor["last"]
            known.append((self.gate.job, _utc(date), _utc(at)))
        decision = self.gate.decide(known, _utc(max(time.time(), newest)))
        return self._answer(decision, cursor, newest)
