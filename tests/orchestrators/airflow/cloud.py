"""Clouds replaced where their clients would send a request: what was asked for is
checked by the clients' own schemas and recorded."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from unittest import mock

ASKED: list[dict[str, Any]] = []  # in order: kind, arguments, environment, more


def _operation(result: Any) -> Any:
    return SimpleNamespace(
        metadata=SimpleNamespace(log_uri="", batch="a/b/c/batch"),
        operation=SimpleNamespace(name="operation"),
        result=lambda timeout=None, retry=None: result,
    )


# ---- Cloud Run ----


class _Jobs:
    def run_job(self, request: Any) -> Any:
        from google.cloud.run_v2.types import Execution

        (container,) = request.overrides.container_overrides
        ASKED.append(
            {
                "kind": "cloud_run",
                "name": request.name,
                "arguments": list(container.args),
                "environment": {e.name: e.value for e in container.env},
            }
        )
        return _operation(Execution(task_count=1, succeeded_count=1))

    def get_job(self, request: Any) -> Any:
        from google.cloud.run_v2.types import Job

        return Job()


# ---- Dataproc ----


def _create_cluster(self: Any, **given: Any) -> Any:
    from google.cloud.dataproc_v1 import ClusterConfig

    ClusterConfig(given["cluster_config"])  # refuses what it does not know
    ASKED.append({"kind": "create_cluster", **given})
    return _operation(None)


def _cluster(self: Any, **_: Any) -> Any:
    from google.cloud.dataproc_v1 import Cluster, ClusterStatus

    return Cluster(status=ClusterStatus(state=ClusterStatus.State.RUNNING))


def _delete_cluster(self: Any, **given: Any) -> Any:
    ASKED.append({"kind": "delete_cluster", **given})
    return _operation(None)


def _environment(prefix: str, properties: dict[str, str]) -> dict[str, str]:
    found = {k: v for k, v in properties.items() if k.startswith(prefix)}
    return {k[len(prefix) :]: v for k, v in found.items()}


def _submit_job(self: Any, **given: Any) -> Any:
    from google.cloud.dataproc_v1 import Job

    job = Job(given["job"])
    (cluster,) = [a for a in ASKED if a["kind"] == "create_cluster"]
    software = cluster["cluster_config"]["software_config"]
    ASKED.append(
        {
            "kind": "job",
            "cluster_name": job.placement.cluster_name,
            "arguments": list(job.spark_job.args),
            "environment": _environment("spark-env:", software["properties"]),
        }
    )
    return Job(reference={"job_id": "job"}, status={"state": "DONE"})


def _create_batch(self: Any, **given: Any) -> Any:
    from google.cloud.dataproc_v1 import Batch

    batch = Batch(given["batch"])
    ASKED.append(
        {
            "kind": "batch",
            "batch_id": given["batch_id"],
            "arguments": list(batch.spark_batch.args),
            "environment": _environment(
                "spark.dataproc.driverEnv.", dict(batch.runtime_config.properties)
            ),
        }
    )
    return _operation(_batch(self))


def _batch(self: Any, **_: Any) -> Any:
    from google.cloud.dataproc_v1 import Batch

    return Batch(name="a/b/c/batch", state=Batch.State.SUCCEEDED)


# ---- Fargate ----


class _Containers:
    def run_task(self, **given: Any) -> dict[str, Any]:
        import botocore.session
        from botocore.validate import ParamValidator

        service = botocore.session.get_session().get_service_model("ecs")
        shape = service.operation_model("RunTask").input_shape
        report = ParamValidator().validate(given, shape)
        assert not report.has_errors(), report.generate_report()
        (container,) = given["overrides"]["containerOverrides"]
        ASKED.append(
            {
                "kind": "fargate",
                "cluster": given["cluster"],
                "arguments": container["command"],
                "environment": {
                    e["name"]: e["value"] for e in container.get("environment", [])
                },
            }
        )
        return {"failures": [], "tasks": [{"taskArn": "arn/task"}]}

    def list_tasks(self, **_: Any) -> dict[str, Any]:
        return {"taskArns": []}

    def get_waiter(self, name: str) -> Any:
        return SimpleNamespace(wait=lambda **_: None)

    def describe_tasks(self, **_: Any) -> dict[str, Any]:
        container = {"name": "c", "exitCode": 0, "lastStatus": "STOPPED"}
        task = {"lastStatus": "STOPPED", "containers": [container]}
        return {"failures": [], "tasks": [task]}


def replaced() -> Any:
    """All of them, as a context manager."""
    from contextlib import ExitStack

    from airflow.providers.amazon.aws.operators.ecs import EcsRunTaskOperator
    from airflow.providers.google.cloud.hooks.cloud_run import CloudRunHook
    from airflow.providers.google.cloud.hooks.dataproc import DataprocHook

    stack = ExitStack()
    put = {
        (CloudRunHook, "get_conn"): lambda self, *_, **__: _Jobs(),
        (DataprocHook, "create_cluster"): _create_cluster,
        (DataprocHook, "get_cluster"): _cluster,
        (DataprocHook, "delete_cluster"): _delete_cluster,
        (DataprocHook, "wait_for_operation"): _cluster,
        (DataprocHook, "submit_job"): _submit_job,
        (DataprocHook, "wait_for_job"): lambda self, **_: None,
        (DataprocHook, "create_batch"): _create_batch,
        (DataprocHook, "wait_for_batch"): _batch,
        (DataprocHook, "get_batch"): _batch,
        (EcsRunTaskOperator, "client"): _Containers(),
    }
    for (owner, name), value in put.items():
        stack.enter_context(mock.patch.object(owner, name, value))
    return stack
