"""Runs the command of a task in a container on AWS Fargate, with `aws`.

lockstep writes this file beside the definitions that need it. The task is
watched until it stops; the run that is stopped stops it.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
from lockstep_dagster import Run


def _aws(*words: str) -> dict[str, Any]:
    done = subprocess.run(
        ["aws", "ecs", *words, "--output", "json"], capture_output=True, text=True
    )
    if done.returncode != 0:
        raise dg.Failure(f"aws ecs {words[0]}: {done.stderr.strip()}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _stopped(place: Sequence[str], task: str, every: int) -> dict[str, Any]:
    while True:
        found: dict[str, Any] = _aws("describe-tasks", *place, "--tasks", task)
        state: dict[str, Any] = found["tasks"][0]
        if state["lastStatus"] == "STOPPED":
            return state
        time.sleep(every)


def run_task(
    run: Run,
    context: dg.OpExecutionContext,
    command: Sequence[str],
    *,
    region: str,
    cluster: str,
    task_definition: str,
    container: str,
    subnets: Sequence[str],
    security_groups: Sequence[str],
    cpu: int,
    memory: int,
    every: int,
    env: Mapping[str, str] | None = None,
    updates: Mapping[str, str] | None = None,
) -> None:
    """Starts a task, waits for its end, tells which datasets it has updated."""
    override: dict[str, Any] = {
        "name": container,
        "command": list(command),
        "cpu": cpu,
        "memory": memory,
    }
    if env:
        override["environment"] = [{"name": k, "value": v} for k, v in env.items()]
    vpc = {"subnets": list(subnets), "securityGroups": list(security_groups)}
    place = ["--region", region, "--cluster", cluster]
    started = _aws(
        "run-task",
        *place,
        *["--task-definition", task_definition, "--launch-type", "FARGATE"],
        *["--network-configuration", json.dumps({"awsvpcConfiguration": vpc})],
        *["--overrides", json.dumps({"containerOverrides": [override]})],
    )
    if not started["tasks"]:
        raise dg.Failure(f"aws started no task: {started['failures']}")
    task = started["tasks"][0]["taskArn"]
    context.log.info(f"started {task}")
    try:
        state = _stopped(place, task, every)
    except BaseException:
        _aws("stop-task", *place, "--task", task)
        raise
    codes = {c["name"]: c.get("exitCode") for c in state["containers"]}
    if codes.get(container) != 0:
        reason = state.get("stoppedReason", "it ended")
        raise dg.Failure(f"{task}: {reason}, exit code {codes.get(container)}")
    run.tell(context, updates or {})
