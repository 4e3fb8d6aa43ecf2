"""What every proof on Airflow is given: `prove.py VERSION LOCKSTEP SOURCE WORK`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from common import KINDS, Lockstep, Proofs, projects

VERSION, BINARY = sys.argv[1:3]
SOURCE, WORK = Path(sys.argv[3]), Path(sys.argv[4])
LOCKSTEP, PROOFS = Lockstep(BINARY), Proofs()
A3 = VERSION >= "3"
RECORDED = Path(os.environ["RECORDED"])
RECORDED_ENV = WORK / "environment"
RECORDED_ENV.mkdir()
os.environ["RECORDED_ENV"] = str(RECORDED_ENV)


def pendulum_of(at: datetime) -> Any:
    import pendulum

    return pendulum.instance(at)


def emitted(*kinds: str) -> Iterator[tuple[str, list[str], Path, list[dict[str, Any]]]]:
    """Fixtures and real inputs, emitted for this version: name, inputs, folder,
    pipelines. Without kinds all of them."""
    found = refused = 0
    for name, inputs in projects(SOURCE, (*KINDS, "emit")):
        if kinds and name.split("/")[0] not in kinds:
            continue
        folder = WORK / "dags" / name.replace("/", "_")
        pipelines = LOCKSTEP.emit("airflow", VERSION, inputs, folder)
        if pipelines is None:
            refused += 1
        else:
            found += 1
            yield name, inputs, folder, pipelines
    PROOFS.done(f"emitted {found} projects, {refused} refused")


def load_from(folder: Path) -> tuple[Any, list[str]]:
    """The DAGs of a folder, which is on Python's path meanwhile."""
    from probe import load

    sys.path.insert(0, str(folder))
    try:
        return load(folder)
    finally:
        sys.path.remove(str(folder))


def dags_of(bag: Any, pipeline: dict[str, Any]) -> list[Any]:
    """The DAGs of a pipeline: one, or in 2.x one for each of its crons."""
    parts = (f"{pipeline['id']}_cron{i}" for i in range(1, 100))
    whole = [pipeline["id"]] if pipeline["id"] in bag.dags else parts
    return [bag.dags[name] for name in whole if name in bag.dags]


def asset_of(dag: Any, name: str) -> Any:
    """The URI of the dataset with an id in a DAG's inlets; else the id itself."""
    for task in dag.task_dict.values():
        for asset in task.inlets:
            if (asset.name if A3 else asset.uri.rstrip("/")) == name:
                return asset.uri
    return name
