"""Everything lockstep says about Airflow, asked of Airflow itself.

usage: prove.py VERSION LOCKSTEP SOURCE WORK [PROOF...]
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from given import (
    A3,
    LOCKSTEP,
    PROOFS,
    RECORDED,
    VERSION,
    WORK,
    asset_of,
    dags_of,
    emitted,
    load_from,
    pendulum_of,
)

from common import CRONS, ZONES, first_difference, instant, recorded, text
from executes import prove_executes
from scenarios import project_of, random_jobs, simulate
from troubles import prove_failures, prove_skips

SCENARIOS = int(os.environ.get("LOCKSTEP_SCENARIOS", "30"))
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
                restriction = TimeRestriction(pendulum_of(low), None, catchup=True)
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


# ---- Emitted files ----


def shape(dag: Any, commands: set[str]) -> dict[str, Any]:
    tasks = dag.task_dict.values()
    ours = [t for t in tasks if t.task_id in commands]
    return {
        "tasks": sorted(t.task_id for t in tasks),
        "edges": sorted((t.task_id, d) for t in tasks for d in t.downstream_task_ids),
        "tags": sorted(dag.tags),
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "retries": {t.task_id: t.retries for t in ours},
        "delays": {t.task_id: t.retry_delay.total_seconds() for t in ours},
        "pools": sorted({t.pool for t in tasks}),
        "owners": sorted({t.owner for t in tasks}),
        "outlets": {
            t.task_id: sorted(o.name if A3 else o.uri for o in t.outlets) for t in ours
        },
        "inlets": {t.task_id: inlets(t) for t in tasks if inlets(t)},
    }


def inlets(task: Any) -> list[str]:
    """The datasets that a gate or a wait looks at."""
    names = (i.name if A3 else i.uri for i in task.inlets)
    return sorted(n for n in names if not n.startswith("lockstep://anchors/"))


def wanted(pipeline: dict[str, Any]) -> dict[str, Any]:
    ids = {d["name"]: d["id"] for d in pipeline["datasets"]}
    commands = [t for t in pipeline["tasks"] if t["command"]]
    return {
        "tasks": sorted(t["id"] for t in pipeline["tasks"]),
        "edges": sorted(tuple(e) for e in pipeline["edges"]),
        "tags": sorted(pipeline["tags"]),
        "catchup": pipeline["catchup"],
        "max_active_runs": pipeline["max_active_runs"],
        # What is looked for again and again is not tried again.
        "retries": {
            t["id"]: 0 if t["poll_seconds"] else t["retries"] for t in commands
        },
        "delays": {t["id"]: float(t["retry_delay_seconds"]) for t in commands},
        "pools": [pipeline["pool"]],
        "owners": [pipeline["owner"]],
        "outlets": {t["id"]: sorted(ids[o] for o in t["outputs"]) for t in commands},
        "inlets": {
            t["id"]: sorted(ids[a["dataset"]] for a in t["gate"]["awaited"])
            for t in pipeline["tasks"]
            if t["gate"]
        },
    }


def prove_loads() -> None:
    """Every emitted file loads without a word and is what the pipeline says."""
    from probe import ticks

    dags = pipelines_ = 0
    slowest = 0.0
    for name, _, folder, pipelines in emitted():
        bag, problems = load_from(folder)
        if name.split("/")[0] in ("projects", "emit"):
            slowest = max(slowest, parse_seconds(bag, folder))
        PROOFS.same(f"{name}: loads", problems, [])
        ids = [d.dag_id for p in pipelines for d in dags_of(bag, p)]
        PROOFS.same(f"{name}: ids", sorted(bag.dags), sorted(ids))
        lost = [p["id"] for p in pipelines if not dags_of(bag, p)]
        PROOFS.same(f"{name}: pipelines without a DAG", lost, [])
        for pipeline in pipelines:
            pipelines_ += 1
            commands = {t["id"] for t in pipeline["tasks"] if t["command"]}
            parts = dags_of(bag, pipeline)
            prove_emitted_ticks(f"{name} {pipeline['id']}", parts, pipeline, ticks)
            for dag in parts:
                dags += 1
                got, want = shape(dag, commands), wanted(pipeline)
                for key in want:
                    PROOFS.same(f"{name} {dag.dag_id}: {key}", got[key], want[key])
    PROOFS.same("a file is parsed in less than 50 ms", slowest < 0.05, True)
    PROOFS.done(
        f"loads: {dags} DAGs of {pipelines_} pipelines,"
        f" the slowest file in {slowest * 1e3:.1f} ms"
    )


def parse_seconds(bag: Any, folder: Any) -> float:
    """CPU time of the slowest file, now that the engine and its operators are there."""
    from probe import seconds_to_parse

    sys.path.insert(0, str(folder))
    files = (f for f in folder.glob("*.py") if not f.name.startswith("lockstep_"))
    slowest = max(seconds_to_parse(bag, f) for f in files)
    sys.path.remove(str(folder))
    return slowest


def prove_emitted_ticks(
    where: str, dags: list[Any], pipeline: dict[str, Any], ticks: Any
) -> None:
    """The first runs of the DAGs that have its crons are those of the pipeline."""
    crons = pipeline["start"]["crons"]
    if not crons or pipeline["start"]["sensor"]:
        return
    low = datetime(2026, 3, 20, tzinfo=timezone.utc)
    high = low + timedelta(days=40)
    ours = LOCKSTEP.ticks(crons, "airflow", low, high)[:200]
    got = set()
    early = timedelta(days=5 if len(ours) > 50 and len(dags) == 1 else 400)
    for dag in dags:
        for _, _, _, after in ticks(dag, pendulum_of(low - early), pendulum_of(high)):
            if after >= low:
                got.add(text(after))
    first = sorted(got)[: len(ours)]
    PROOFS.same(f"{where}: ticks", first, [text(t) for t in ours])


# ---- Sensors, driven by events ----


def anchors_of(dag: Any, pipeline: dict[str, Any], run: str) -> list[str]:
    """The anchor of a run: what its gate says to its other tasks, or what the command
    is called with. Only that task runs: `executes` runs whole pipelines."""
    from probe import run_task, xcom

    gates = [t["id"] for t in pipeline["tasks"] if t["kind"] == "gate"]
    if gates:
        run_task(dag, run, gates[0])
        said = xcom(dag.dag_id, run, gates[0], "return_value")
        return [text(instant(said["anchor"]))] if said else []
    for task in pipeline["tasks"]:
        if task["command"]:
            run_task(dag, run, task["id"])
    dates = [c[c.index("--scheduledDate") + 1] for c in recorded(RECORDED)]
    return [text(instant(date)) for date in dates]


def prove_scenarios() -> None:
    """What starts, and for which anchor, through Airflow's own asset manager and
    scheduler, is what `lockstep gate` says at every event that can start it."""
    import time_machine
    from probe import emit, finish, new_scheduler, runs, schedule, sync

    jobs = random_jobs(SCENARIOS)
    project, folder = WORK / "scenarios", WORK / "dags" / "scenarios"
    project.mkdir()
    (project / "lockstep.yaml").write_text(project_of(jobs, "always"))
    pipelines = LOCKSTEP.emit("airflow", VERSION, [str(project)], folder)
    assert pipelines
    bag, problems = load_from(folder)
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
                    asset_of(bag.dags[pipeline["id"]], ids[name]),
                    {"scheduled": tick.isoformat()},
                )
                schedule(scheduler)
                for run, _, _ in runs(pipeline["id"])[seen:]:
                    seen += 1
                    anchors = anchors_of(bag.dags[pipeline["id"]], pipeline, run)
                    finish(pipeline["id"])
                    refused += not anchors
                    got += [(text(at), anchor) for anchor in anchors]
        starters = pipeline["start"]["sensor"]["datasets"]
        expected = simulate(LOCKSTEP, job, starters, str(project), "airflow")
        started += len(expected)
        PROOFS.same(
            f"scenario {number}: {job.mode} of {job.inputs}\n  {job.shown()}",
            got,
            expected,
        )
    PROOFS.done(f"{len(jobs)} scenarios: {started} runs started, {refused} waited")


ALL = {
    "sample_ticks": prove_sample_ticks,
    "loads": prove_loads,
    "executes": prove_executes,
    "failures": prove_failures,
    "skips": prove_skips,
    "scenarios": prove_scenarios,
}


def main() -> None:
    for name in sys.argv[5:] or ALL:
        ALL[name]()
    PROOFS.end()


if __name__ == "__main__":
    main()
