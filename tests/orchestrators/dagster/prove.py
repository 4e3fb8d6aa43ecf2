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
    recorded,
    text,
    words_of,
)
from scenarios import project_of, random_jobs, simulate

VERSION, BINARY, SOURCE, WORK = (
    sys.argv[1],
    sys.argv[2],
    Path(sys.argv[3]),
    Path(sys.argv[4]),
)
LOCKSTEP, PROOFS = Lockstep(BINARY), Proofs()
RECORDED = Path(os.environ["RECORDED"])
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


def matched(job: Any, pipeline: dict[str, Any]) -> dict[str, str]:
    """The tasks of a pipeline by the names of ops: equal, but for characters."""
    tasks = {plain(t["id"]): t["id"] for t in pipeline["tasks"]}
    return {n.name: tasks.get(n.name.rstrip("_"), n.name) for n in job.nodes}


def prove_loads() -> None:
    """Every folder loads without a word and is what the pipelines say."""
    from probe import edges, ticks

    count = refused = 0
    for name, inputs in projects(SOURCE):
        folder = WORK / "dags" / name.replace("/", "_")
        pipelines = LOCKSTEP.emit("dagster", VERSION, inputs, folder)
        if not pipelines:
            refused += 1
            continue
        repository, _ = load_folder(folder, name)
        jobs = {j.name: j for j in repository.get_all_jobs() if j.name != "__ASSET_JOB"}
        by_name = {plain(p["id"]): p for p in pipelines}
        PROOFS.same(f"{name}: ids", sorted(jobs), sorted(by_name))
        for job_name, pipeline in by_name.items():
            count += 1
            job = jobs.get(job_name)
            if job is None:
                continue
            where, ids = f"{name} {job_name}", matched(job, pipeline)
            PROOFS.same(
                f"{where}: tasks",
                sorted(ids.values()),
                sorted(t["id"] for t in pipeline["tasks"]),
            )
            got = sorted(
                (ids[up.split(".")[0]], ids[n])
                for n, ups in edges(job).items()
                for up in ups
            )
            PROOFS.same(
                f"{where}: edges", got, sorted(tuple(e) for e in pipeline["edges"])
            )
            retries = {ids[n.name]: n.definition.retry_policy for n in job.nodes}
            for task in pipeline["tasks"]:
                policy = retries.get(task["id"])
                if task["command"] and task["kind"] != "preload":
                    pair = (policy.max_retries, policy.delay) if policy else (0, None)
                    want = (
                        (task["retries"], task["retry_delay_seconds"])
                        if task["retries"]
                        else (0, None)
                    )
                    PROOFS.same(f"{where} {task['id']}: retries", pair, want)
            prove_emitted_ticks(where, repository, job_name, pipeline, ticks)
    PROOFS.done(f"loads: {count} jobs, {refused} projects refused")


def prove_emitted_ticks(
    where: str, repository: Any, job: str, pipeline: dict[str, Any], ticks: Any
) -> None:
    low = datetime(2026, 3, 20, tzinfo=timezone.utc)
    high = low + timedelta(days=40)
    schedules = [s for s in repository.schedule_defs if s.job_name == job]
    sensors = [s for s in repository.sensor_defs if s.job_name == job]
    got = sorted({text(t) for s in schedules for t in ticks(s, low, high)})
    want = [
        text(t)
        for t in LOCKSTEP.ticks(pipeline["start"]["crons"], "dagster", low, high)
    ]
    PROOFS.same(f"{where}: ticks", got, want)
    PROOFS.same(
        f"{where}: sensors", len(sensors), int(bool(pipeline["start"]["sensor"]))
    )


def prove_executes() -> None:
    """Every task of every pipeline of StarBake runs with the words, and the
    window, that the pipeline says; what it updates says for which tick."""
    import dagster as dg

    folder = WORK / "dags" / "starbake"
    inputs = [str(SOURCE / "fixtures" / "projects" / "starbake")]
    pipelines = LOCKSTEP.emit("dagster", VERSION, inputs, folder)
    assert pipelines
    repository, _ = load_folder(folder, "starbake")
    count = 0
    for pipeline in pipelines:
        job = repository.get_job(plain(pipeline["id"]))
        tick = LOCKSTEP.ticks(
            pipeline["ticks"],
            "dagster",
            datetime(2026, 6, 1, tzinfo=timezone.utc),
            datetime(2026, 8, 1, tzinfo=timezone.utc),
        )[1]
        begin = LOCKSTEP.ticks(
            pipeline["ticks"],
            "dagster",
            datetime(2026, 4, 1, tzinfo=timezone.utc),
            tick,
        )[-1]
        tags = {"lockstep/tick": tick.isoformat(), "lockstep/begin": begin.isoformat()}
        for schedule in repository.schedule_defs:
            if schedule.job_name == job.name:  # then the schedule says so
                context = dg.build_schedule_context(
                    scheduled_execution_time=tick, repository_def=repository
                )
                requests = schedule.evaluate_tick(context).run_requests
                PROOFS.same(f"{job.name}: run requests", len(requests), 1)
                asked = {
                    k: v
                    for k, v in requests[0].tags.items()
                    if k.startswith("lockstep/")
                }
                PROOFS.same(f"{job.name}: tags", asked, tags)
        result = job.execute_in_process(
            instance=dg.DagsterInstance.ephemeral(), tags=tags
        )
        PROOFS.same(f"{job.name}: success", result.success, True)
        when = {
            "tick": stamp(tick),
            "window_end": stamp(tick),
            "window_start": stamp(begin),
            "tick_date": f"{tick:%Y-%m-%d}",
        }
        want = sorted(
            words_of(t["command"], when)[1:] for t in pipeline["tasks"] if t["command"]
        )
        PROOFS.same(f"{job.name}: commands", recorded(RECORDED), want)
        count += len(want)
        updates = sorted(
            (
                e.materialization.metadata["dataset"].value,
                e.materialization.metadata["scheduled"].value,
            )
            for e in result.all_node_events
            if e.is_step_materialization
        )
        PROOFS.same(
            f"{job.name}: updates",
            updates,
            sorted((d, tick.isoformat()) for d in pipeline["produced"]),
        )
    PROOFS.done(f"executed {count} commands")


def prove_failures(repository: Any, job_name: str) -> None:
    """A command that fails fails the run, and nothing is said to be updated."""
    import dagster as dg

    failing = WORK / "fail"
    failing.touch()
    os.environ["FAIL"] = str(failing)
    result = repository.get_job(job_name).execute_in_process(
        instance=dg.DagsterInstance.ephemeral(), raise_on_error=False
    )
    failing.unlink()
    updates = [e for e in result.all_node_events if e.is_step_materialization]
    PROOFS.same("a command that fails", (result.success, updates), (False, []))
    PROOFS.same("tries of it", len(recorded(RECORDED)), 1)


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S%z")


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
    prove_failures(repository, plain(by_output[jobs[0].name]["id"]))
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
