"""Whole pipelines run to the end by Airflow: what each task was called with, what
is retried, what is skipped, what is waited for, what is told."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from cloud import ASKED, replaced
from common import instant, text, words_of
from given import (
    LOCKSTEP,
    PROOFS,
    RECORDED,
    RECORDED_ENV,
    asset_of,
    dags_of,
    emitted,
    load_from,
    pendulum_of,
)

SECOND = timedelta(seconds=1)
SPANS = [timedelta(days=days) for days in (2, 40, 800)]  # where ticks are looked for


def past_ticks(crons: list[dict[str, str]], at: datetime) -> list[datetime]:
    """The newest ticks at or before an instant: two, if there are so many."""
    found: list[datetime] = []
    for span in SPANS:
        if crons and len(found) < 2:
            found = LOCKSTEP.ticks(crons, "airflow", at - span, at + SECOND)
    return found


def coming_ticks(
    crons: list[dict[str, str]], at: datetime, most: int
) -> list[datetime]:
    """The first ticks after an instant."""
    found: list[datetime] = []
    for span in SPANS:
        if crons and len(found) < most:
            found = LOCKSTEP.ticks(crons, "airflow", at + SECOND, at + span)
    return found[:most]


class Moment:
    """A run of a pipeline for a tick, and what its tasks should be called with."""

    def __init__(self, pipeline: dict[str, Any], tick: datetime) -> None:
        self.pipeline, self.tick = pipeline, tick
        first = tick
        sensor = pipeline["start"]["sensor"]
        if sensor and sensor["mode"] != "aligned":
            # One run for events of several ticks does the work of all of them.
            first = min(self.needed()[name] for name in sensor["datasets"])
        before = past_ticks(pipeline["ticks"], first - SECOND)
        self.previous = before[-1] if before else first - SECOND

    def values(self, window: dict[str, Any]) -> dict[str, str]:
        """What the placeholders of a task stand for."""
        length = timedelta(seconds=window.get("seconds", 0))
        start = {
            "previous": self.previous,
            "lookback": self.previous - length,
            "length": self.tick - length,
        }[window["form"]]
        local = self.tick.astimezone(ZoneInfo(self.pipeline["timezone"]))
        return {
            "tick": stamp(self.tick),
            "tick_date": f"{local:%Y-%m-%d}",
            "window_start": stamp(start),
            "window_end": stamp(self.tick),
        }

    def commands(self, kinds: set[str] | None = None) -> list[Any]:
        """Words and environment of every task with a command."""
        shell = self.pipeline["environment"]["kind"] == "shell"
        found = []
        for task in self.pipeline["tasks"]:
            local = shell or task["kind"] in ("pre", "post")
            if task["command"] and (kinds is None or task["kind"] in kinds):
                words = words_of(task["command"], self.values(task["window"]))
                if local and words[0] not in ("starlake", "dbt"):
                    continue  # nobody records what else there is
                found.append((words[local:], sorted(task["env"].items())))
        return sorted(found)

    def needed(self) -> dict[str, datetime]:
        """By dataset, the date without which a gate or a wait would not go on."""
        sensor = self.pipeline["start"]["sensor"]
        known = {d["name"]: d["ticks"] for d in self.pipeline["datasets"]}
        found = {}
        for name in sensor["datasets"] if sensor else []:
            past = past_ticks(known[name], self.tick)
            found[name] = past[-1] if past else self.tick
        for task in self.pipeline["tasks"]:
            for awaited in task["gate"]["awaited"] if task["gate"] else []:
                found[awaited["dataset"]] = self._due(task["gate"], awaited)
        return found

    def _due(self, gate: dict[str, Any], awaited: dict[str, Any]) -> datetime:
        if awaited["demand"] != "same":
            return past_ticks(awaited["ticks"], self.tick)[-1]
        label = self.previous if gate["label"] == "interval_start" else self.tick
        at = label + timedelta(seconds=awaited["offset_seconds"])
        if awaited["label"] == "interval_start":
            (at,) = coming_ticks(awaited["ticks"], at, 1)
        return at


def stamp(at: datetime) -> str:
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S%z")


def calls(moment: Moment) -> list[Any]:
    """What the machine and the clouds were asked to run since the last time."""
    names = {n for t in moment.pipeline["tasks"] for n in t["env"]}
    found = []
    for file in RECORDED.iterdir():
        pairs = (p.split("=", 1) for p in read(RECORDED_ENV / file.name))
        env = sorted((k, v) for k, v in pairs if k in names)
        found.append((read(file), env))
        file.unlink()
    for asked in ASKED:
        if "arguments" in asked:
            pairs = asked["environment"].items()
            env = sorted((k, v) for k, v in pairs if k in names)
            found.append((asked["arguments"], env))
    return sorted(found)


def read(file: Any) -> list[str]:
    texts: list[str] = file.read_bytes().decode().split("\0")[:-1]
    return texts


class Driver:
    """The DAGs of one project, in a database of their own."""

    def __init__(self, folder: Any) -> None:
        import probe

        self.probe = probe
        probe.fresh_database()
        self.bag, self.problems = load_from(folder)
        for dag in self.bag.dags.values():
            for task in dag.task_dict.values():
                if hasattr(task, "deferrable"):
                    task.deferrable = False  # waits here instead of in a triggerer
        probe.sync(self.bag)
        self.scheduler = probe.new_scheduler()

    def moment(self, dag: Any, pipeline: dict[str, Any]) -> tuple[Moment, Any]:
        """The third run of a pipeline; of one with crons as Airflow sees it."""
        begin = instant(pipeline["start_date"])
        if pipeline["start"]["crons"]:
            low = pendulum_of(begin)
            series = self.probe.ticks(dag, low, None)
            tick = [next(series) for _ in range(3)][-1]
            return Moment(pipeline, tick[3]), tick
        ours = coming_ticks(pipeline["ticks"], begin, 3)
        return Moment(pipeline, ours[-1] if ours else begin + timedelta(days=2)), None

    def tell(self, dag: Any, moment: Moment, names: set[str] | None = None) -> None:
        """Events of the inputs, in the order of their dates."""
        ids = {d["name"]: d["id"] for d in moment.pipeline["datasets"]}
        for name, date in sorted(moment.needed().items(), key=lambda pair: pair[1]):
            if names is None or name in names:
                extra = {"scheduled": date.isoformat()}
                self.probe.emit(asset_of(dag, ids[name]), extra)

    def start(self, dag: Any, tick: Any) -> str | None:
        """The run that the scheduler makes; None if it makes none."""
        if tick is not None:
            run: str = self.probe.scheduled_run(dag, tick)
            return run
        self.probe.schedule(self.scheduler)
        made = self.probe.runs(dag.dag_id)
        return made[-1][0] if made else None


def when(moment: Moment) -> Any:
    """The clock stands still a second after all that the run needs."""
    import time_machine

    latest = max([moment.tick, *moment.needed().values()])
    return time_machine.travel(latest + SECOND, tick=False)


def prove_executes() -> None:
    """Every pipeline of every fixture runs to its end: the words and environment of
    each command, with the windows, and the events of each dataset are those of
    the pipeline."""
    os.environ["AIRFLOW_CONN_GOOGLE_CLOUD_DEFAULT"] = "google-cloud-platform://"
    count = runs = 0
    with replaced():
        for name, _, folder, pipelines in emitted("projects", "emit", "ok"):
            driver = Driver(folder)
            PROOFS.same(f"{name}: loads", driver.problems, [])
            for pipeline in pipelines:
                if not (pipeline["start"]["crons"] or pipeline["start"]["sensor"]):
                    continue  # nothing but a hand starts it
                for dag in dags_of(driver.bag, pipeline):
                    count += prove_run(f"{name} {dag.dag_id}", driver, dag, pipeline)
                    runs += 1
    PROOFS.done(f"executes: {runs} runs, {count} commands")


def prove_run(where: str, driver: Driver, dag: Any, pipeline: dict[str, Any]) -> int:
    moment, tick = driver.moment(dag, pipeline)
    ASKED.clear()
    driver.probe.alone(dag.dag_id)
    with when(moment):
        driver.tell(dag, moment)
        run = driver.start(dag, tick)
        if run is None:
            PROOFS.same(f"{where}: runs", 0, 1)
            return 0
        state, states = driver.probe.execute(dag, run)
    want = moment.commands()
    ends = {t: s for t, s in states.items() if s != "success"}
    PROOFS.same(f"{where}: ends", (state, ends), ("success", {}))
    PROOFS.same(f"{where}: commands", calls(moment), want)
    PROOFS.same(f"{where}: events", events_of(driver, dag, run), events(moment))
    prove_cluster(where, pipeline)
    return len(want)


def prove_cluster(where: str, pipeline: dict[str, Any]) -> None:
    """A cluster is made first and deleted last; batches have names of their own."""
    kinds = [asked["kind"] for asked in ASKED]
    names = {asked["cluster_name"] for asked in ASKED if "cluster_name" in asked}
    names |= {asked["batch_id"] for asked in ASKED if "batch_id" in asked}
    if names:
        import re

        odd = [n for n in names if not re.fullmatch("[a-z][a-z0-9-]{2,49}[a-z0-9]", n)]
        PROOFS.same(f"{where}: names of clusters and batches", odd, [])
    if "create_cluster" in kinds:
        PROOFS.same(f"{where}: clusters", len(names), 1)
        ends = kinds[0], kinds[-1]
        PROOFS.same(f"{where}: order", ends, ("create_cluster", "delete_cluster"))


def events(moment: Moment) -> list[Any]:
    """What the readers of a pipeline's datasets are told."""
    found = []
    for task in moment.pipeline["tasks"]:
        for name in task["outputs"]:
            start = moment.previous
            found.append((name, text(moment.tick), text(start), text(moment.tick)))
    return sorted(found)


def events_of(driver: Driver, dag: Any, run: str) -> list[Any]:
    keys = "scheduled", "window_start", "window_end"
    return sorted(
        (extra["dataset"], *(text(instant(extra[k])) for k in keys))
        for extra in driver.probe.events_of(dag.dag_id, run)
        if "anchor" not in extra
    )
