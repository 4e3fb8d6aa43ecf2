"""Everything lockstep says about Dagster, asked of Dagster itself.

usage: prove.py VERSION LOCKSTEP SOURCE WORK [PROOF...]
"""

from __future__ import annotations

import os
import re
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from common import (
    CRONS,
    ZONES,
    Lockstep,
    Proofs,
    first_difference,
    instant,
    projects,
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
SCENARIOS = int(os.environ.get("LOCKSTEP_SCENARIOS", "200"))


def prove_sample_ticks() -> None:
    """Ticks over two years, every change of the clocks among them."""
    import dagster as dg
    from probe import ticks

    @dg.op
    def nothing() -> None: ...

    @dg.job
    def job() -> None:
        nothing()

    count = 0
    for zone in ZONES:
        low = datetime(2024, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(timezone.utc)
        high = low + timedelta(days=731)
        for crons in [[cron] for cron in CRONS] + [CRONS[1:4]]:
            if zone == "Australia/Lord_Howe" and crons == ["0 * * * *"]:
                continue  # Dagster fires at :30 for ever after April's half hour
            schedule = dg.ScheduleDefinition(
                name="s", job=job, cron_schedule=crons, execution_timezone=zone
            )
            given = [{"cron": cron, "timezone": zone} for cron in crons]
            want = [text(t) for t in LOCKSTEP.ticks(given, "dagster", low, high)]
            got = [text(t) for t in ticks(schedule, low, high)]
            count += len(want)
            PROOFS.same(f"{crons} {zone}: number of runs", len(got), len(want))
            PROOFS.same(f"{crons} {zone}", first_difference(got, want), None)
    PROOFS.done(f"sample ticks: {count} runs in {len(ZONES)} zones over two years")


# ---- Emitted files ----


def load_folder(folder: Path, name: str) -> tuple[Any, Any]:
    """The definitions of a folder; problems are warnings."""
    from probe import load

    for module in [*sys.modules]:
        file = getattr(sys.modules[module], "__file__", None) or ""
        if file.startswith(str(WORK)):
            del sys.modules[module]  # of the project before
    sys.path.insert(0, str(folder))
    _, repository, warnings = load(str(folder / "definitions.py"))
    sys.path.remove(str(folder))
    PROOFS.same(f"{name}: loads", warnings, [])
    return repository, sys.modules


def plain(name: str) -> str:
    return re.sub("[^A-Za-z0-9_]", "_", name)


def steps_of(job: Any) -> dict[str, Any]:
    """The steps of a run by the names of their ops, in whatever graph."""
    from dagster._core.execution.api import create_execution_plan

    plan = create_execution_plan(job)
    return {step.key: step for step in plan.get_all_steps_in_topo_order()}


def matched(steps: dict[str, Any], pipeline: dict[str, Any]) -> dict[str, str]:
    """The tasks of a pipeline by steps: names are equal, but for characters, in
    the graphs that the groups are; those alike are numbered in their order."""
    parents = {g["id"]: g["parent"] for g in pipeline["groups"]}
    tasks: dict[str, list[str]] = {}
    for task in pipeline["tasks"]:
        path, group = [plain(task["id"])], task["group"]
        while group is not None:
            path.insert(0, plain(group))
            group = parents[group]
        tasks.setdefault(".".join(path), []).append(task["id"])
    found = {}
    for key in steps:
        path = ".".join(re.sub("(_|_[0-9]+)$", "", p) for p in key.split("."))
        alike = tasks.get(key) or tasks.get(path) or [key]
        number = re.search("_([0-9]+)$", key) if key not in tasks else None
        at = int(number[1]) - 1 if number else 0
        found[key] = alike[at if at < len(alike) else 0]
    return found


def edges_of(pipeline: dict[str, Any]) -> list[tuple[str, str]]:
    """Those of the pipeline; what runs behind skipped tasks, too, also follows the
    task that begins."""
    edges = {(before, behind) for before, behind in pipeline["edges"]}
    tasks = pipeline["tasks"]
    if any(t["kind"] == "preload" for t in tasks):
        (begin,) = [t["id"] for t in tasks if t["kind"] in ("start", "gate")]
        edges |= {(begin, t["id"]) for t in tasks if t["when"] != "all_succeeded"}
    return sorted(edges)


def prove_loads() -> None:
    """Every folder loads without a word and is what the pipelines say."""
    from probe import ticks

    count = refused = 0
    given = dict(projects(SOURCE))
    for folder in sorted((SOURCE / "fixtures" / "emit").iterdir()):
        given.setdefault(f"emit/{folder.name}", [str(folder)])
    for name, inputs in given.items():
        folder = WORK / "dags" / name.replace("/", "_")
        pipelines = LOCKSTEP.emit("dagster", VERSION, inputs, folder)
        if not pipelines:
            refused += 1
            continue
        repository, _ = load_folder(folder, name)
        jobs = {
            j.name: j
            for j in repository.get_all_jobs()
            if j.name != "__ASSET_JOB" and not j.name.endswith("_afterwards")
        }
        by_name = {plain(p["id"]): p for p in pipelines}
        PROOFS.same(f"{name}: ids", sorted(jobs), sorted(by_name))
        for job_name, pipeline in by_name.items():
            count += 1
            job = jobs.get(job_name)
            if job is None:
                continue
            where, steps = f"{name} {job_name}", steps_of(job)
            ids = matched(steps, pipeline)
            PROOFS.same(
                f"{where}: tasks",
                sorted(ids.values()),
                sorted(t["id"] for t in pipeline["tasks"]),
            )
            got = sorted(
                (ids[up], ids[key])
                for key, step in steps.items()
                for up in step.get_execution_dependency_keys()
            )
            PROOFS.same(f"{where}: edges", got, edges_of(pipeline))
            ops = {
                ids[key]: job.get_node(step.node_handle) for key, step in steps.items()
            }
            for task in pipeline["tasks"]:
                prove_retries(where, ops[task["id"]].definition, task)
            prove_emitted_ticks(where, repository, job_name, pipeline, ticks)
            prove_assets(where, repository, pipeline)
    PROOFS.done(f"loads: {count} jobs, {refused} projects refused")


def prove_retries(where: str, op: Any, task: dict[str, Any]) -> None:
    if not task["command"] or task["kind"] == "preload":
        return
    policy, want = op.retry_policy, (0, None)
    if task["retries"]:
        want = (task["retries"], task["retry_delay_seconds"])
    pair = (policy.max_retries, policy.delay) if policy else (0, None)
    PROOFS.same(f"{where} {task['id']}: retries", pair, want)


def prove_assets(where: str, repository: Any, pipeline: dict[str, Any]) -> None:
    """Each dataset is an asset behind those that its task reads."""
    import dagster as dg

    ids = {d["name"]: d["id"] for d in pipeline["datasets"]}
    for name in pipeline["produced"]:
        node = repository.asset_graph.get(dg.AssetKey(ids[name]))
        PROOFS.same(f"{where} {name}", node.metadata["dataset"], name)
        if node.group_name != plain(pipeline["id"]).rstrip("_"):
            continue  # another pipeline makes it, too
        reads = {
            ids[i]
            for t in pipeline["tasks"]
            if name in t["outputs"]
            for i in t["inputs"]
        }
        got = sorted(key.path[-1] for key in node.parent_keys)
        PROOFS.same(f"{where} {name}: reads", got, sorted(reads))


def prove_emitted_ticks(
    where: str, repository: Any, job: str, pipeline: dict[str, Any], ticks: Any
) -> None:
    low = datetime(2026, 3, 20, tzinfo=timezone.utc)
    high = low + timedelta(days=40)
    schedules = [s for s in repository.schedule_defs if s.job_name == job]
    sensors = [s for s in repository.sensor_defs if s.name == f"{job}_sensor"]
    got = sorted({text(t) for s in schedules for t in ticks(s, low, high)})
    want = [
        text(t)
        for t in LOCKSTEP.ticks(pipeline["start"]["crons"], "dagster", low, high)
    ]
    PROOFS.same(f"{where}: ticks", got, want)
    prove_partitions(where, repository.get_job(job).partitions_def, pipeline, want)
    PROOFS.same(
        f"{where}: sensors", len(sensors), int(bool(pipeline["start"]["sensor"]))
    )


def prove_partitions(
    where: str, days: Any, pipeline: dict[str, Any], ticks: list[str]
) -> None:
    """A window for each tick of the one cron, from the tick before on."""
    import dagster as dg

    one_cron = len(pipeline["start"]["crons"]) == 1
    PROOFS.same(f"{where}: has partitions", bool(days), one_cron)
    if days and ticks:
        between = dg.TimeWindow(instant(ticks[0]), instant(ticks[-1]))
        keys = days.get_partition_keys_in_time_window(between)
        windows = map(days.time_window_for_partition_key, keys)
        got = [(text(w.start), text(w.end)) for w in windows]
        PROOFS.same(f"{where}: windows", got, list(zip(ticks, ticks[1:])))


def prove_executes() -> None:
    """Whole pipelines, with what goes wrong, here and in the clouds."""
    import execute

    executor = execute.Executor(LOCKSTEP, PROOFS, WORK)

    def emitted(name: str, inputs: Path) -> tuple[Any, list[dict[str, Any]]]:
        folder = WORK / "dags" / name
        pipelines = LOCKSTEP.emit("dagster", VERSION, [str(inputs)], folder)
        assert pipelines
        return load_folder(folder, name)[0], pipelines

    repository, pipelines = emitted("starbake", SOURCE / "fixtures/projects/starbake")
    count = execute.prove_pipelines(
        executor, repository, pipelines, lambda p: plain(p["id"])
    )
    PROOFS.done(f"executed {count} commands")
    project = WORK / "trouble"
    project.mkdir()
    (project / "lockstep.yaml").write_text(execute.PROJECT)
    execute.prove_trouble(executor, emitted("trouble", project)[0])
    PROOFS.done("retried, waited, skipped, cleaned up")
    execute.prove_clouds(
        executor, *emitted("environments", SOURCE / "fixtures/emit/environments")
    )
    PROOFS.done("executed in Cloud Run, Dataproc and Fargate")


def prove_scenarios() -> None:
    """What a sensor starts after real materializations, and for which anchor, is
    what `lockstep gate` says at every event."""
    import dagster as dg
    from dagster._core.test_utils import freeze_time
    from probe import emit, sense

    jobs = random_jobs(SCENARIOS)
    project, folder = WORK / "scenarios", WORK / "dags" / "scenarios"
    project.mkdir()
    (project / "lockstep.yaml").write_text(project_of(jobs, "always"))
    pipelines = LOCKSTEP.emit("dagster", VERSION, [str(project)], folder)
    assert pipelines
    repository, _ = load_folder(folder, "scenarios")
    by_output = {o: p for p in pipelines for o in p["produced"]}
    started = waited = 0
    for number, job in enumerate(jobs):
        pipeline = by_output[job.name]
        ids = {d["name"]: d["id"] for d in pipeline["datasets"]}
        got, cursor = [], None
        with dg.DagsterInstance.ephemeral() as instance:
            for at, name, tick in job.events:
                with freeze_time(at):
                    if name in ids:
                        emit(instance, ids[name], scheduled=tick.isoformat())
                    sensor = repository.get_sensor_def(
                        f"{plain(pipeline['id'])}_sensor"
                    )
                    with dg.build_sensor_context(
                        instance=instance, cursor=cursor, repository_def=repository
                    ) as context:
                        answer = sensor.evaluate_tick(context)
                    cursor = answer.cursor
                    waited += not answer.run_requests
                    got += [
                        (text(at), text(instant(r.tags["lockstep/tick"])))
                        for r in answer.run_requests
                    ]
        expected = simulate(
            LOCKSTEP, job, [n for n in job.inputs], str(project), "dagster"
        )
        started += len(expected)
        PROOFS.same(
            f"scenario {number}: {job.mode} of {job.inputs}\n  {job.shown()}",
            got,
            expected,
        )
    PROOFS.done(f"{len(jobs)} scenarios: {started} runs started, {waited} waited")


def main() -> None:
    for name in sys.argv[5:] or ["sample_ticks", "loads", "executes", "scenarios"]:
        globals()[f"prove_{name}"]()
    PROOFS.end()


if __name__ == "__main__":
    main()
