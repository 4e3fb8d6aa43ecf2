"""The jobs of a folder as Dagster sees and runs them, in a form that can be
compared. Every job is executed against a starlake that records its words."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from re import sub
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "dagster"))

import dagster as dg
from common import recorded
from dagster._core.execution.api import create_execution_plan
from probe import load

RECORDED = Path(os.environ["RECORDED"])
dg.RetryPolicy.calculate_delay = lambda *_: 0  # type: ignore[method-assign]


def shapes(folder: Path, who: str) -> dict[str, Any]:
    for module in [*sys.modules]:
        file = getattr(sys.modules[module], "__file__", None) or ""
        if "/lockstep/" in file and file.startswith(str(folder.parent.parent)):
            del sys.modules[module]  # of the case before
    path = folder / "definitions.py"
    if who == "starlake":
        (path,) = folder.glob("*.py")
    sys.path.insert(0, str(folder))
    _, repository, _ = load(str(path), f"{who}_{path.stem}")
    sys.path.remove(str(folder))
    jobs = [j for j in repository.get_all_jobs() if not j.name.startswith("__")]
    return {job.name: shape(repository, job) for job in jobs}


def shape(repository: Any, job: Any) -> dict[str, Any]:
    plan = create_execution_plan(job)
    steps = {s: sorted(map(plain, d)) for s, d in plan.get_all_step_deps().items()}
    return {
        "start": start_of(repository, job.name),
        "tasks": sorted(map(plain, steps)),
        "edges": sorted((d, plain(s)) for s, ds in steps.items() for d in ds),
        "retries": {
            name: [op.retry_policy.max_retries, op.retry_policy.delay]
            for name, op in ops_of(job.graph)
            if op.retry_policy
        },
        "commands": commands_of(job),
    }


def ops_of(graph: Any) -> Iterator[tuple[str, Any]]:
    for node in graph.nodes:
        if isinstance(node.definition, dg.GraphDefinition):
            yield from ops_of(node.definition)
        else:
            yield node.name, node.definition


def plain(step: str) -> str:
    """Without the graphs that a step is in."""
    return step.rpartition(".")[2]


def start_of(repository: Any, job: str) -> str:
    for schedule in repository.schedule_defs:
        if schedule.job_name == job:
            return f"{schedule.cron_schedule} {schedule.execution_timezone}"
    for sensor in repository.sensor_defs:
        if job in [t.job_name for t in sensor.targets]:
            return "sensor"
    return "by hand"


def commands_of(job: Any) -> list[list[str]]:
    recorded(RECORDED)
    tags = {
        "lockstep/tick": "2026-01-02T00:00:00+00:00",
        "lockstep/begin": "2026-01-01T00:00:00+00:00",
    }
    with dg.DagsterInstance.ephemeral() as instance:
        job.execute_in_process(instance=instance, tags=tags, raise_on_error=False)
    return sorted(in_order(words) for words in recorded(RECORDED))


def in_order(words: list[str]) -> list[str]:
    """Starlake joins sets and maps in their own order, with empty pairs between,
    and takes today's tick, and day, for a run without a partition."""
    result = list(words)
    for flag in ("--options", "--tables"):
        if flag in result and result.index(flag) + 1 < len(result):
            at = result.index(flag) + 1
            every = result[at].split(",")
            pairs = [p for p in every if p and "data_interval" not in p]
            result[at] = ",".join(sorted(pairs))
    if "--scheduledDate" in result:
        result[result.index("--scheduledDate") + 1] = "TICK"
    if "--globalAckFilePath" in result:
        at = result.index("--globalAckFilePath") + 1
        result[at] = sub(r"\d{4}-\d\d-\d\d", "DAY", result[at])
    return result
