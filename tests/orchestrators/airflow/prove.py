"""Everything lockstep says about Airflow, asked of Airflow itself.

usage: prove.py VERSION LOCKSTEP SOURCE WORK [PROOF...]
"""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import os

from common import (
    CRONS,
    ZONES,
    Lockstep,
    Proofs,
    first_difference,
    instant,
    projects,
    recorded,
    text,
)

VERSION, BINARY, SOURCE, WORK = (
    sys.argv[1],
    sys.argv[2],
    Path(sys.argv[3]),
    Path(sys.argv[4]),
)
LOCKSTEP, PROOFS = Lockstep(BINARY), Proofs()
A3 = VERSION >= "3"
RECORDED = Path(os.environ["RECORDED"])
SCENARIOS = int(os.environ.get("LOCKSTEP_SCENARIOS", "200"))
EXPRESSION_TYPES = {
    "AssetAll": "&",
    "DatasetAll": "&",
    "AssetAny": "|",
    "DatasetAny": "|",
}


def prove_sample_ticks() -> None:
    """Ticks and windows over two years, every change of the clocks among them."""
    from airflow.timetables.interval import CronDataIntervalTimetable
    from airflow.timetables.trigger import CronTriggerTimetable
    from probe import TimeRestriction

    count = 0
    for zone in ZONES:
        low = datetime(2024, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(timezone.utc)
        high = low + timedelta(days=731)
        for cron in CRONS:
            ours = LOCKSTEP.ticks(
                [{"cron": cron, "timezone": zone}],
                "airflow",
                low - timedelta(days=900),
                high,
            )
            expected = [t for t in ours if t >= low]
            for kind in (CronTriggerTimetable, CronDataIntervalTimetable):
                interval = kind is CronDataIntervalTimetable
                if interval and zone == "Australia/Lord_Howe" and cron == "0 * * * *":
                    continue  # Airflow never gets past October there: emit says so
                table = kind(cron, timezone=zone)
                got, span = [], None
                restriction = TimeRestriction(_pendulum(low), None, catchup=True)
                while True:
                    info = table.next_dagrun_info(
                        last_automated_data_interval=span, restriction=restriction
                    )
                    if info is None or info.run_after >= high:
                        break
                    span = info.data_interval
                    got.append((text(info.run_after), text(span.start), text(span.end)))
                at = ours.index(expected[0]) if expected else 0
                if interval:
                    pairs = list(zip(ours[at:], ours[at + 1 :]))
                    want = [(text(b), text(a), text(b)) for a, b in pairs]
                else:
                    want = [(text(t), text(t), text(t)) for t in expected]
                count += len(want)
                where = f"{kind.__name__} {cron} {zone}"
                PROOFS.same(f"{where}: number of runs", len(got), len(want))
                PROOFS.same(where, first_difference(got, want), None)
    PROOFS.done(f"sample ticks: {count} runs in {len(ZONES)} zones over two years")


def _pendulum(at: datetime) -> Any:
    import pendulum

    return pendulum.instance(at)


# ---- Emitted files ----


def emitted() -> list[tuple[str, Path, list[dict[str, Any]]]]:
    """All fixtures and real inputs, emitted for this version."""
    found = []
    refused = 0
    for name, inputs in projects(SOURCE):
        folder = WORK / "dags" / name.replace("/", "_")
        pipelines = LOCKSTEP.emit("airflow", VERSION, inputs, folder)
        if pipelines is None:
            refused += 1
        else:
            found.append((name, folder, pipelines))
    PROOFS.done(f"emitted {len(found)} projects, {refused} refused")
    return found


def shape(dag: Any) -> dict[str, Any]:
    tasks = dag.task_dict.values()
    return {
        "tasks": sorted(t.task_id for t in tasks),
        "edges": sorted((t.task_id, d) for t in tasks for d in t.downstream_task_ids),
        "tags": sorted(dag.tags),
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "retries": {t.task_id: t.retries for t in tasks if is_command(t)},
        "delays": {
            t.task_id: t.retry_delay.total_seconds() for t in tasks if is_command(t)
        },
        "pools": sorted({t.pool for t in tasks}),
        "outlets": {
            t.task_id: sorted(o.name if A3 else o.uri for o in t.outlets)
            for t in tasks
            if is_command(t)
        },
    }


def is_command(task: Any) -> bool:
    return type(task).__name__ not in (
        "EmptyOperator",
        "PythonOperator",
        "PythonSensor",
        "ShortCircuitOperator",
    )


def wanted(pipeline: dict[str, Any]) -> dict[str, Any]:
    ids = {d["name"]: d["id"] for d in pipeline["datasets"]}
    commands = [t for t in pipeline["tasks"] if t["command"]]
    return {
        "tasks": sorted(t["id"] for t in pipeline["tasks"]),
        "edges": sorted(tuple(e) for e in pipeline["edges"]),
        "tags": sorted(pipeline["tags"]),
        "catchup": pipeline["catchup"],
        "max_active_runs": pipeline["max_active_runs"],
        "retries": {t["id"]: t["retries"] for t in commands},
        "delays": {t["id"]: float(t["retry_delay_seconds"]) for t in commands},
        "pools": [pipeline["pool"]] if pipeline["tasks"] else [],
        "outlets": {t["id"]: sorted(ids[o] for o in t["outputs"]) for t in commands},
    }


def prove_loads() -> None:
    """Every emitted file loads without a word and is what the pipeline says."""
    from probe import core, load, ticks

    dags = pipelines_ = 0
    for name, folder, pipelines in emitted():
        sys.path.insert(0, str(folder))
        bag, problems = load(folder)
        sys.path.remove(str(folder))
        PROOFS.same(f"{name}: loads", problems, [])
        PROOFS.same(
            f"{name}: ids", sorted(bag.dags), sorted(p["id"] for p in pipelines)
        )
        for pipeline in pipelines:
            pipelines_ += 1
            dag = bag.dags.get(pipeline["id"])
            if dag is None:
                continue
            dags += 1
            got, want = shape(dag), wanted(pipeline)
            for key in want:
                PROOFS.same(f"{name} {pipeline['id']}: {key}", got[key], want[key])
            prove_emitted_ticks(f"{name} {pipeline['id']}", dag, pipeline, ticks)
    PROOFS.done(f"loads: {dags} DAGs of {pipelines_} pipelines")


def prove_emitted_ticks(
    where: str, dag: Any, pipeline: dict[str, Any], ticks: Any
) -> None:
    """The first runs of a DAG that has crons are those of the pipeline."""
    crons = pipeline["start"]["crons"]
    if not crons or pipeline["start"]["sensor"]:
        return
    low = datetime(2026, 3, 20, tzinfo=timezone.utc)
    high = low + timedelta(days=40)
    ours = LOCKSTEP.ticks(crons, "airflow", low, high)[:200]
    got = []
    early = timedelta(days=5 if len(ours) > 50 else 400)
    for _, _, _, after in ticks(dag, _pendulum(low - early), _pendulum(high)):
        if after >= low and len(got) < len(ours):
            got.append(text(after))
    PROOFS.same(f"{where}: ticks", got, [text(t) for t in ours])


# ---- Sensors, driven by events ----


class Job:
    """A random sensor over up to three inputs, with its events."""

    def __init__(self, number: int, random: Random) -> None:
        self.name = f"s{number}.job"
        self.mode = random.choice(
            ["aligned", "aligned", "aligned", "any", "all", "expression"]
        )
        self.inputs = {
            f"s{number}.{letter}": random.choice(
                ["0 * * * *", "0 0 * * *", "0 6 * * *", "30 */6 * * *", "0 0 * * 1"]
            )
            for letter in "abc"[: random.randint(2, 3)]
        }
        names = list(self.inputs)
        self.expression = {"any": " | ", "all": " & "}.get(self.mode, "").join(names)
        if self.mode == "expression":
            rest = " | ".join(names[1:])
            self.expression = f"{names[0]} & ({rest})"

    def project(self) -> dict[str, Any]:
        datasets: dict[str, Any] = {
            name: {"cron": cron} for name, cron in self.inputs.items()
        }
        trigger = self.expression if self.mode == "expression" else self.mode
        datasets[self.name] = {"inputs": list(self.inputs), "trigger": trigger}
        return datasets

    def events(
        self, random: Random, begin: datetime
    ) -> list[tuple[datetime, str, datetime]]:
        """(when, dataset, scheduled date): late, lost, twice, out of order."""
        found = []
        for name, cron in self.inputs.items():
            days = 9 if cron.endswith("1") else 2 if cron != "0 * * * *" else 0.5
            low = begin - timedelta(days=days)
            ticks = LOCKSTEP.ticks(
                [{"cron": cron, "timezone": "UTC"}],
                "airflow",
                low,
                begin + timedelta(hours=7),
            )
            for tick in ticks[-random.randint(3, 6) :]:
                if random.random() < 0.15:
                    continue
                late = random.choice([1, 1, 2, 5, 90, 400]) * 60 + random.randint(0, 59)
                found.append((max(tick, begin) + timedelta(seconds=late), name, tick))
                if random.random() < 0.1:
                    found.append(
                        (
                            found[-1][0] + timedelta(seconds=random.randint(1, 9000)),
                            name,
                            tick,
                        )
                    )
        return sorted(found)


def prove_scenarios() -> None:
    """What starts, and for which anchor, through Airflow's own asset manager and
    scheduler, is what `lockstep gate` says at every event that can start it."""
    import time_machine
    from probe import emit, execute, finish, load, new_scheduler, runs, schedule, sync

    random = Random(6)
    jobs = [Job(number, random) for number in range(SCENARIOS)]
    datasets: dict[str, Any] = {}
    for job in jobs:
        datasets.update(job.project())
    pipelines_ = [
        {
            "name": "{{domain}}_{{name}}",
            "select": ["*"],
            "target": {"gate": "always", "retries": 0},
        }
    ]
    project = WORK / "scenarios.json"
    folder = WORK / "dags" / "scenarios"
    config = {"version": 1, "datasets": datasets, "pipelines": pipelines_}
    (WORK / "scenarios").mkdir()
    project = WORK / "scenarios" / "lockstep.yaml"
    project.write_text(json.dumps(config))  # JSON is YAML
    pipelines = LOCKSTEP.emit("airflow", VERSION, [str(project)], folder)
    assert pipelines
    sys.path.insert(0, str(folder))
    bag, problems = load(folder)
    PROOFS.same("scenarios: load", problems, [])
    sync(bag)
    scheduler = new_scheduler()
    by_output = {o: p for p in pipelines for o in p["produced"]}
    begin = datetime(2030, 3, 30, tzinfo=timezone.utc)
    started = refused = 0
    for number, job in enumerate(jobs):
        pipeline = by_output[job.name]
        ids = {d["name"]: d["id"] for d in pipeline["datasets"]}
        got, seen = [], 0
        events = job.events(random, begin + timedelta(days=number % 300))
        for at, name, tick in events:
            with time_machine.travel(at, tick=False):
                emit(
                    asset_of(bag, pipeline["id"], ids[name]),
                    {"scheduled": tick.isoformat()},
                )
                schedule(scheduler)
                for run, _, _ in runs(pipeline["id"])[seen:]:
                    seen += 1
                    _, states = execute(bag.dags[pipeline["id"]], run)
                    finish(pipeline["id"])
                    calls = recorded(RECORDED)
                    refused += not calls
                    got += [
                        (text(at), call[call.index("--scheduledDate") + 1])
                        for call in calls
                    ]
        expected = simulate(job, pipeline, events, str(project))
        started += len(expected)
        PROOFS.same(
            f"scenario {number} ({job.mode} of {job.inputs})\n  {events}",
            [(a, text(instant(t))) for a, t in got],
            expected,
        )
    PROOFS.done(f"{len(jobs)} scenarios: {started} runs started, {refused} waited")


def asset_of(bag: Any, dag_id: str, name: str) -> Any:
    """The asset of a DAG's schedule or inlets with a name."""
    for task in bag.dags[dag_id].task_dict.values():
        for asset in task.inlets:
            if (asset.name if A3 else asset.uri.rstrip("/")) == name:
                return asset.uri
    return name


def simulate(
    job: Job, pipeline: dict[str, Any], events: list[Any], project: str
) -> list[tuple[str, str]]:
    """Runs with their anchors: the gate asked at every event that can start it."""
    starters = pipeline["start"]["sensor"]["datasets"]
    known, found = [], []
    for at, name, tick in events:
        known.append({"dataset": name, "scheduled_date": text(tick), "at": text(at)})
        if name not in starters:
            continue
        lines = "\n".join(map(json.dumps, known))
        words = [
            "gate",
            job.name,
            project,
            "--at",
            text(at),
            "--dst",
            "airflow",
            "--format",
            "json",
            "--quiet",
        ]
        answer = json.loads(LOCKSTEP.run(*words, given=lines).stdout)
        if answer["start"]:
            found.append((text(at), answer["anchor"]))
            known.append(
                {
                    "dataset": job.name,
                    "scheduled_date": answer["anchor"],
                    "at": text(at),
                }
            )
    return found


def main() -> None:
    chosen = sys.argv[5:] or ["sample_ticks", "loads", "scenarios"]
    for name in chosen:
        globals()[f"prove_{name}"]()
    PROOFS.end()


if __name__ == "__main__":
    main()
