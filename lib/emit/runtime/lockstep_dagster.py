"""What a run of a pipeline is for, told to Dagster and asked of it.

lockstep writes this file beside the definitions that import it. Dagster keeps
all state: materializations carry the tick that they are for, a partition its
window, and a sensor's cursor what it has seen and the anchor of its last run.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg
from dagster import DagsterRunStatus as Status
from lockstep_runtime import Decision, Event, Gate
from lockstep_ticks import Cron, Crons, next_of, prev_of

FORMAT = "%Y-%m-%dT%H:%M%z"  # of partition keys
_FORMAT = "%Y-%m-%dT%H:%M:%S%z"
_KEPT = 200  # events of a dataset that a cursor remembers
_ACTIVE = [
    Status.QUEUED,
    Status.NOT_STARTED,
    Status.STARTING,
    Status.STARTED,
    Status.CANCELING,
]
Env = Mapping[str, str]


@dg.op(out=dg.Out(dg.Nothing))
def entry() -> None:
    """Marks where a job begins."""


@dg.op(ins={"after": dg.In(dg.Nothing)}, out=dg.Out(dg.Nothing))
def marker() -> None:
    """Marks a place behind other tasks."""


def _utc(at: float) -> datetime:
    return datetime.fromtimestamp(at, timezone.utc)


def _event(dataset: str, record: Any) -> Event:
    """Of a materialization; one that nobody dated is for when it came."""
    scheduled = record.asset_materialization.metadata.get("scheduled")
    at = _utc(record.timestamp)
    return dataset, datetime.fromisoformat(scheduled.value) if scheduled else at, at


def joined(words: Sequence[str]) -> str:
    """A list as gcloud reads it: a mark that no word has, between two `^`."""
    mark = "@"
    while mark.join(words).split(mark) != list(words):
        mark += "@" if len(mark) % 2 else "#"
    return f"^{mark}^{mark.join(words)}"


class Run:
    """The ticks of a pipeline, the assets that it reads, and its gate."""

    def __init__(
        self,
        job: str,
        ticks: Crons,
        reads: Mapping[str, str] | None = None,
        gate: Gate | None = None,
        partitions: dg.TimeWindowPartitionsDefinition | None = None,
        first: str | None = None,
        last: str | None = None,
        zone: str = "UTC",  # of dates
    ) -> None:
        self.job = job
        self.ticks = ticks
        self.reads = reads or {}
        self.gate = gate
        self.partitions = partitions
        self.first = datetime.fromisoformat(first) if first else None
        self.last = datetime.fromisoformat(last) if last else None
        self.zone = ZoneInfo(zone)

    # ---- What a run is for ----

    def _floor(self, at: float) -> datetime:
        tick = prev_of(self.ticks, int(at))
        return _utc(at if tick is None else tick)

    def _span(self, run: dg.DagsterRun) -> tuple[datetime, datetime]:
        """Begin and tick: of its tags, its partition, or the newest tick."""
        tags = run.tags
        if "lockstep/tick" in tags:
            begin, tick = tags["lockstep/begin"], tags["lockstep/tick"]
            return datetime.fromisoformat(begin), datetime.fromisoformat(tick)
        if "dagster/partition" in tags:
            begin_at = datetime.strptime(tags["dagster/partition"], FORMAT).timestamp()
            tick_at = next_of(self.ticks, int(begin_at))
            return _utc(begin_at), _utc(begin_at if tick_at is None else tick_at)
        tick_now = self._floor(time.time())
        return self._floor(tick_now.timestamp() - 1), tick_now

    def tick(self, context: dg.OpExecutionContext) -> str:
        """The nominal tick, where the window of the run ends."""
        return self._span(context.run)[1].strftime(_FORMAT)

    def tick_date(self, context: dg.OpExecutionContext) -> str:
        """The day of the nominal tick."""
        return self._span(context.run)[1].astimezone(self.zone).strftime("%Y-%m-%d")

    def window_start(
        self,
        context: dg.OpExecutionContext,
        length: int | None = None,
        lookback: int = 0,
    ) -> str:
        begin, tick = self._span(context.run)
        at = (
            begin.timestamp() - lookback
            if length is None
            else tick.timestamp() - length
        )
        return _utc(at).strftime(_FORMAT)

    @staticmethod
    def cluster(context: dg.OpExecutionContext, name: str) -> str:
        """The name of a cluster that lives as long as the run."""
        run = context.run.tags.get("lockstep/run", context.run_id)
        return f"{name[:40]}-{run[:8]}"

    # ---- What a task does ----

    def execute(
        self,
        context: dg.OpExecutionContext,
        words: Sequence[str],
        env: Env | None = None,
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
            try:
                for line in process.stdout or ():
                    context.log.info(line.rstrip("\n"))
            except BaseException:  # the run is stopped
                process.terminate()
                raise
        return process.returncode

    def command(
        self,
        context: dg.OpExecutionContext,
        words: Sequence[str],
        env: Env | None = None,
        cwd: str | None = None,
        updates: Mapping[str, str] | None = None,
    ) -> None:
        """Runs a command and tells which datasets it has updated, for which tick."""
        code = self.execute(context, words, env, cwd)
        if code != 0:
            raise dg.Failure(f"{words[0]} ended with exit code {code}")
        self.tell(context, updates or {})

    def tell(self, context: dg.OpExecutionContext, updates: Mapping[str, str]) -> None:
        """Logs a materialization for each asset that was updated."""
        begin, tick = self._span(context.run)
        for key, dataset in updates.items():
            metadata = {
                "dataset": dataset,
                "scheduled": tick.isoformat(),
                "window_start": begin.isoformat(),
                "window_end": tick.isoformat(),
                "cron": "; ".join(f"{cron.text} {cron.zone}" for cron in self.ticks),
            }
            partition = context.run.tags.get("dagster/partition")
            context.log_event(
                dg.AssetMaterialization(key, metadata=metadata, partition=partition)
            )

    def ready(
        self,
        context: dg.OpExecutionContext,
        words: Sequence[str],
        env: Env | None = None,
        cwd: str | None = None,
        every: int = 0,
        limit: int = 0,
        must_succeed: bool = False,
    ) -> bool:
        """Is there something to load? Looks again, without a process that waits;
        if there is nothing to the end, what follows is skipped and the run says so."""
        if self.execute(context, words, env, cwd) == 0:
            return True
        if context.retry_number * every < limit:
            raise dg.RetryRequested(
                max_retries=-(-limit // every), seconds_to_wait=every
            )
        reason = f"{context.op_handle}: nothing to load"
        if must_succeed:
            raise dg.Failure(reason, allow_retries=False)
        context.log.warning(reason)
        context.instance.add_run_tags(context.run_id, {"lockstep/skipped": reason})
        return False

    def wait(self, context: dg.OpExecutionContext, gate: Gate, limit: int) -> None:
        """Waits until all has come that the run of this tick needs."""
        until, said, known = time.time() + limit, "", list[Event]()
        after: dict[str, int] = {}
        while True:
            events, after = self._new_events(context.instance, after)
            known += events
            tick = self._span(context.run)[1]
            decision = gate.decide(known, _utc(time.time()), tick)
            if decision.start:
                return
            if time.time() >= until:
                raise dg.Failure(str(decision), allow_retries=False)
            if str(decision) != said:
                said = str(decision)
                context.log.info(said)
            time.sleep(60)

    # ---- What starts a run ----

    def _is_outside(self, begin: datetime, tick: datetime) -> bool:
        days = self.partitions
        if days:
            return begin < days.start or bool(days.end and tick > days.end)
        return bool(self.first and tick < self.first or self.last and tick > self.last)

    def at(
        self, context: dg.ScheduleEvaluationContext
    ) -> dg.RunRequest | dg.SkipReason:
        """The run of a tick of the schedule."""
        tick = context.scheduled_execution_time.astimezone(timezone.utc)
        begin = self._floor(tick.timestamp() - 1)
        if self._is_outside(begin, tick):
            return dg.SkipReason(f"{tick} is not between the first and the last day")
        if self.partitions is None:
            return dg.RunRequest(tick.isoformat(), tags=self._tags(begin, tick))
        zone = ZoneInfo(self.ticks[0].zone)
        key = begin.astimezone(zone).strftime(FORMAT)
        return dg.RunRequest(tick.isoformat(), partition_key=key)

    def behind(self, *others: Cron) -> Callable[..., dg.RunRequest | dg.SkipReason]:
        """Of a schedule in another zone: not where one of the others runs, too."""

        def at(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
            tick = int(context.scheduled_execution_time.timestamp())
            if prev_of(others, tick) == tick:
                return dg.SkipReason("the schedule of another zone runs now")
            return self.at(context)

        return at

    def after(self, context: dg.RunStatusSensorContext) -> dg.RunRequest:
        """What runs whatever became of a run, for the same window."""
        run = context.dagster_run
        tags = {**self._tags(*self._span(run)), "lockstep/run": run.run_id}
        return dg.RunRequest(run.run_id, tags=tags)

    @staticmethod
    def _tags(begin: datetime, tick: datetime) -> dict[str, str]:
        return {"lockstep/tick": tick.isoformat(), "lockstep/begin": begin.isoformat()}

    def _new_events(
        self, instance: dg.DagsterInstance, after: Mapping[str, int]
    ) -> tuple[list[Event], dict[str, int]]:
        """Materializations that came after the given ones, and the last of them; of
        an asset that was never looked at the newest ones."""
        events: list[Event] = []
        last = dict(after)
        for key, dataset in self.reads.items():
            more, known = True, key in after
            while more:
                found = instance.fetch_materializations(
                    dg.AssetRecordsFilter(
                        asset_key=dg.AssetKey(key), after_storage_id=last.get(key)
                    ),
                    limit=_KEPT,
                    ascending=known,
                )
                records = found.records if known else found.records[::-1]
                events += [_event(dataset, record) for record in records]
                last[key] = records[-1].storage_id if records else last.get(key, 0)
                more = known and found.has_more
        return events, last

    def _answer(
        self, decision: Decision, cursor: dict[str, Any], at: float
    ) -> dg.SensorResult:
        if not (decision.start and decision.anchor):
            return dg.SensorResult(skip_reason=str(decision), cursor=json.dumps(cursor))
        anchor = decision.anchor
        if self.last and anchor > self.last:
            reason = f"{anchor} is after the last day"
            return dg.SensorResult(skip_reason=reason, cursor=json.dumps(cursor))
        begin = decision.begin or self._floor(anchor.timestamp() - 1)
        cursor["last"] = [anchor.timestamp(), at]
        request = dg.RunRequest(
            run_key=f"{anchor.isoformat()} {max(cursor['after'].values())}",
            tags=self._tags(begin, anchor),
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
