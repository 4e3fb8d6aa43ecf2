"""Whole pipelines run by Dagster itself, in process, with recording commands in
place of starlake, gcloud and aws."""

from __future__ import annotations

import json
import os
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from unittest.mock import patch

import dagster as dg
from common import Lockstep, Proofs, recorded, words_of

LOW = datetime(2026, 6, 1, tzinfo=timezone.utc)
KEY = "%Y-%m-%dT%H:%M%z"

PROJECT = """
version: 1
name: executes
as_of: 2026-01-01
datasets:
  raw.orders: {cron: "0 4 * * *"}
  raw.items: {cron: "0 4 * * *"}
  kpi.sales: {inputs: [raw.orders, raw.items]}
pipelines:
  - name: load
    select: ["raw.*"]
    target: {pre_load_strategy: ack, pre_load_poke_interval: 1, ack_wait_timeout: 2,
             retries: 2, retry_delay: 0, sl_env_var: {SL_ROOT: /tmp}, post_command: "starlake posted {{tick}}"}
  - name: sales
    select: ["kpi.*"]
    target: {retries: 2, retry_delay: 0}
"""


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S%z")


class Executor:
    """Runs jobs of one folder, and says what they called and what came of it."""

    def __init__(self, lockstep: Lockstep, proofs: Proofs, work: Path) -> None:
        self.lockstep, self.proofs, self.work = lockstep, proofs, work
        self.calls = Path(os.environ["RECORDED"])
        here = Path(__file__).resolve().parent
        os.environ["PATH"] = f"{here / 'bin'}:{os.environ['PATH']}"
        self.failing = work / "fail"
        os.environ["FAIL"] = str(self.failing)
        self.instance = dg.DagsterInstance.ephemeral()

    def span(self, pipeline: dict[str, Any]) -> tuple[datetime, datetime]:
        """Begin and tick of a run in summer."""
        high = datetime(2026, 9, 1, tzinfo=timezone.utc)
        ticks = self.lockstep.ticks(pipeline["ticks"], "dagster", LOW, high)
        return ticks[0], ticks[1]

    def ask(
        self, repository: Any, pipeline: dict[str, Any], job: str
    ) -> dict[str, str]:
        """The tags that tell a run what it is for: of its schedule, if it has one."""
        begin, tick = self.span(pipeline)
        for schedule in repository.schedule_defs:
            if schedule.job_name == job:
                context = dg.build_schedule_context(
                    scheduled_execution_time=tick, repository_def=repository
                )
                (request,) = schedule.evaluate_tick(context).run_requests
                key = begin.strftime(KEY)
                self.proofs.same(f"{job}: partition", request.partition_key, key)
                return {"dagster/partition": key}
        return {"lockstep/tick": tick.isoformat(), "lockstep/begin": begin.isoformat()}

    def run(self, repository: Any, job: str, tags: dict[str, str]) -> Any:
        key = tags.get("dagster/partition")
        return repository.get_job(job).execute_in_process(
            instance=self.instance,
            tags={} if key else tags,
            partition_key=key,
            raise_on_error=False,
        )

    def called(self) -> list[list[str]]:
        return recorded(self.calls)

    def fail(self, times: str) -> None:
        self.failing.write_text(times and f"{times}\n")

    def succeed(self) -> None:
        self.failing.unlink()


def outcomes(result: Any) -> dict[str, str]:
    """What became of each step: its last word."""
    ends = {"STEP_SUCCESS": "success", "STEP_SKIPPED": "skipped"}
    ends["STEP_FAILURE"] = "failed"
    return {
        e.step_key.split(".")[-1]: ends[e.event_type_value]
        for e in result.all_events
        if e.event_type_value in ends
    }


def updates(result: Any) -> list[tuple[str, str]]:
    return sorted(
        (
            e.materialization.metadata["dataset"].value,
            e.materialization.metadata["scheduled"].value,
        )
        for e in result.all_node_events
        if e.is_step_materialization
    )


def values_of(pipeline: dict[str, Any], begin: datetime, tick: datetime) -> Any:
    """What the placeholders of a task stand for."""

    def values(task: dict[str, Any]) -> dict[str, str]:
        window, start = task["window"], begin
        if window["form"] == "length":
            start = datetime.fromtimestamp(
                tick.timestamp() - window["seconds"], timezone.utc
            )
        if window["form"] == "lookback":
            start = datetime.fromtimestamp(
                begin.timestamp() - window["seconds"], timezone.utc
            )
        return {
            "tick": stamp(tick),
            "window_end": stamp(tick),
            "window_start": stamp(start),
            "tick_date": f"{tick:%Y-%m-%d}",
        }

    return values


def prove_pipelines(
    executor: Executor, repository: Any, pipelines: list[dict[str, Any]], names: Any
) -> int:
    """Every task runs with the words, and the window, that the pipeline says; what
    it updates says for which tick."""
    count, same = 0, executor.proofs.same
    for pipeline in pipelines:
        job = names(pipeline)
        begin, tick = executor.span(pipeline)
        result = executor.run(repository, job, executor.ask(repository, pipeline, job))
        same(f"{job}: success", result.success, True)
        values = values_of(pipeline, begin, tick)
        tasks = [t for t in pipeline["tasks"] if t["command"]]
        want = sorted(words_of(t["command"], values(t)) for t in tasks)
        same(f"{job}: commands", executor.called(), want)
        count += len(want)
        told = [(d, tick.isoformat()) for d in pipeline["produced"]]
        same(f"{job}: updates", updates(result), sorted(told))
    return count


def prove_trouble(executor: Executor, repository: Any) -> None:
    """Failures are retried; what is not there is waited for, then skipped, and the
    run says so; what runs whatever became of the rest does."""
    same, tick = executor.proofs.same, "2026-06-03T04:00:00+00:00"
    tags = {"dagster/partition": "2026-06-02T04:00+0000"}
    names = ["start", "check_raw_ack_file", "skip_or_start_loading_raw"]
    names += ["load_raw_items", "load_raw_orders", "post_tasks", "end"]

    executor.fail("2")  # an ack file that comes at the third look
    result = executor.run(repository, "load", tags)
    same("ack: all run", outcomes(result), dict.fromkeys(names, "success"))
    checks = [c for c in executor.called() if c[1] == "preload"]
    same("ack: looks", len(checks), 3)
    executor.fail("3")  # one that does not come
    result = executor.run(repository, "load", tags)
    want = dict.fromkeys(names, "success") | dict.fromkeys(names[2:5], "skipped")
    same("no ack: loads are skipped", outcomes(result), want)
    run = executor.instance.get_run_by_id(result.run_id)
    same(
        "no ack: the run says so",
        run.tags.get("lockstep/skipped"),
        "raw.pre_load_raw.check_raw_ack_file: nothing to load",
    )
    calls = [call[1] for call in executor.called()]
    same("no ack: calls", calls, ["posted", "preload", "preload", "preload"])
    sales = {"lockstep/tick": tick, "lockstep/begin": "2026-06-02T04:00:00+00:00"}
    executor.fail("2")  # a command that fails twice
    result = executor.run(repository, "sales", sales)
    same("retried: success", result.success, True)
    same("retried: updates", updates(result), [("kpi.sales", tick)])
    same("retried: tries", len(executor.called()), 3)
    executor.fail("")  # one that always fails
    result = executor.run(repository, "sales", sales)
    same("failed: success", (result.success, updates(result)), (False, []))
    same("failed: tries", len(executor.called()), 3)
    executor.succeed()
    prove_afterwards(executor, repository)


def prove_afterwards(executor: Executor, repository: Any) -> None:
    """A run that failed or was stopped starts what runs whatever became of the
    others, for its window."""
    same = executor.proofs.same
    tags = {"dagster/partition": "2026-06-02T04:00+0000"}
    run = executor.run(repository, "load", tags).dagster_run
    executor.called()
    want = {
        "lockstep/tick": "2026-06-03T04:00:00+00:00",
        "lockstep/begin": "2026-06-02T04:00:00+00:00",
        "lockstep/run": run.run_id,
    }
    for name in ["load_failed", "load_canceled"]:
        sensor = repository.get_sensor_def(name)
        context = dg.build_run_status_sensor_context(
            sensor_name=name,
            dagster_instance=executor.instance,
            dagster_run=run,
            dagster_event=last_event(executor.instance, run),
        )
        request = sensor(context)
        same(f"{name}: tags", request.tags, want)
        result = executor.run(repository, "load_afterwards", request.tags)
        same(f"{name}: success", result.success, True)
        posted = ["starlake", "posted", "2026-06-03T04:00:00+0000"]
        same(f"{name}: commands", executor.called(), [posted])


def last_event(instance: Any, run: Any) -> Any:
    logs = instance.all_logs(run.run_id)
    return next(e.dagster_event for e in reversed(logs) if e.dagster_event)


# ---- Elsewhere ----


def prove_clouds(
    executor: Executor, repository: Any, pipelines: list[dict[str, Any]]
) -> None:
    """gcloud and aws are asked for the words that the pipeline says."""
    same = executor.proofs.same
    by_id = {p["id"]: p for p in pipelines}
    calls = {}
    for name in ["run", "spark", "batch", "ecs"]:
        pipeline = by_id[name]
        begin, tick = executor.span(pipeline)
        with patch("lockstep_fargate.time.sleep"):
            result = executor.run(
                repository, name, executor.ask(repository, pipeline, name)
            )
        same(f"{name}: success", result.success, True)
        calls[name] = executor.called()
        told = [(f"{name}.sales", tick.isoformat())]
        same(f"{name}: updates", updates(result), told)
        (task,) = [t for t in pipeline["tasks"] if t["command"]]
        words = words_of(task["command"], values_of(pipeline, begin, tick)(task))
        prove_cloud_calls(executor, task, calls[name], words, result.run_id[:8])
    os.environ["EXIT_CODE"] = "3"
    with patch("lockstep_fargate.time.sleep"):
        tags = executor.ask(repository, by_id["ecs"], "ecs")
        failed = executor.run(without_retries(repository, "ecs"), "ecs", tags)
    del os.environ["EXIT_CODE"]
    executor.called()
    same("ecs: a container that fails", (failed.success, updates(failed)), (False, []))


def without_retries(repository: Any, job: str) -> Any:
    """Retries wait for minutes."""
    for node in repository.get_job(job).nodes:
        node.definition._retry_policy = None  # noqa: SLF001
    return repository


def prove_cloud_calls(
    executor: Executor,
    task: dict[str, Any],
    calls: list[list[str]],
    words: list[str],
    run: str,
) -> None:
    same, name = executor.proofs.same, task["name"].split(".")[0]
    place = ["--project=shop", "--region=europe-west1"]
    pairs = sorted(task["compute"].items())
    spark = "--properties=^@^" + "@".join(f"{k}={v}" for k, v in pairs)
    job = ["--class=ai.starlake.job.Main", "--jars=gs://shop/starlake.jar", spark, "--"]
    if name == "run":
        want = ["gcloud", "run", "jobs", "execute", "starlake", *place]
        want += ["--args=^@^" + "@".join(words)]
        want += ["--update-env-vars=^@^SL_ROOT=gs://shop/starlake", "--wait"]
        same("run: the call", calls, [want])
    elif name == "batch":
        want = ["gcloud", "dataproc", "batches", "submit", "spark", *place]
        want += ["--subnet=default", "--staging-bucket=shop-spark"]
        same("batch", calls, [[*want, *job, *words]])
    elif name == "spark":
        cluster = f"dataproc-cluster-{run}"
        same(
            "spark: calls",
            [c[2:4] for c in calls],
            [
                ["clusters", "create"],
                ["clusters", "delete"],
                ["jobs", "submit"],
            ],
        )
        same("spark: created", (calls[0][4:7]), [cluster, *place])
        same("spark: deleted", calls[1][4:], [cluster, *place, "--quiet"])
        want = ["spark", *place, f"--cluster={cluster}", *job, *words]
        same("spark: submitted", calls[2][4:], want)
    else:
        verbs = sorted(call[2] for call in calls)
        same("ecs: calls", verbs, ["describe-tasks", "describe-tasks", "run-task"])
        (asked,) = [call for call in calls if call[2] == "run-task"]
        given = dict(zip(asked[3::2], asked[4::2]))
        container = json.loads(given["--overrides"])["containerOverrides"][0]
        same("ecs: command", container["command"], words)
        same("ecs: size", (container["cpu"], container["memory"]), (1024, 2048))
        same("ecs: cluster", given["--cluster"], "shop")
        network = json.loads(given["--network-configuration"])["awsvpcConfiguration"]
        want = {"subnets": ["subnet-1", "subnet-2"], "securityGroups": ["sg-1"]}
        same("ecs: network", network, want)
