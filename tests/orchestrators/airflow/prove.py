"""Everything lockstep says about Airflow, asked of Airflow itself.

usage: prove.py VERSION LOCKSTEP SOURCE WORK [PROOF...]
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
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
from scenarios import project_of, random_jobs, simulate

VERSION, BINARY, SOURCE, WORK = (
    sys.argv[1],
    sys.argv[2],
    Path(sys.argv[3]),
    Path(sys.argv[4]),
)
LOCKSTEP, PROOFS = Lockstep(BINARY), Proofs()
A3 = VERSION >= "3"
RECORDED = Path(os.environ["RECORDED"])
SCENARIOS = int(os.environ.get("LOCKSTEP_SCENARIOS", "30"))
EXPRESSION_TYPES = {
    "AssetAll": "&",
    "DatasetAll": "&",
    "AssetAny": "|",
    "DatasetAny": "|",
}


# What Airflow's interval timetable does there is no series of windows: it never
# gets past October's half hour, and loses a window after a gap with several runs.
BROKEN_INTERVALS = {
    ("Australia/Lord_Howe", "0 * * * *"),
    ("Europe/Paris", "15,45 1-3 * * *"),
    ("America/New_York", "15,45 1-3 * * *"),
    ("Australia/Lord_Howe", "15,45 1-3 * * *"),
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
                if interval and (zone, cron) in BROKEN_INTERVALS:
                    continue
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


def prove_scenarios() -> None:
    """What starts, and for which anchor, through Airflow's own asset manager and
    scheduler, is what `lockstep gate` says at every event that can start it."""
    import time_machine
    from probe import emit, execute, finish, load, new_scheduler, runs, schedule, sync

    jobs = random_jobs(SCENARIOS)
    project, folder = WORK / "scenarios", WORK / "dags" / "scenarios"
    project.mkdir()
    (project / "lockstep.yaml").write_text(project_of(jobs, "always"))
    pipelines = LOCKSTEP.emit("airflow", VERSION, [str(project)], folder)
    assert pipelines
    sys.path.insert(0, str(folder))
    bag, problems = load(folder)
    PROOFS.same("scenarios: load", problems, [])
    sync(bag)
    scheduler = new_scheduler()
    by_output = {o: p for p in pipelines for o in p["produced"]}
    started = refused = 0
    for number, job in enumerate(jobs):
        pipeline = by_output[job.name]
        ids = {d["name"]: d["id"] for d in pipeline["datasets"]}
        got, seen = [], 0
        for at, name, tick in job.events:
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
        starters = pipeline["start"]["sensor"]["datasets"]
        expected = simulate(LOCKSTEP, job, starters, str(project), "airflow")
        started += len(expected)
        PROOFS.same(
            f"scenario {number}: {job.mode} of {job.inputs}\n  {job.shown()}",
            [(at, text(instant(tick))) for at, tick in got],
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


def main() -> None:
    chosen = sys.argv[5:] or ["sample_ticks", "loads", "scenarios"]
    for name in chosen:
        globals()[f"prove_{name}"]()
    PROOFS.end()


if __name__ == "__main__":
    main()
