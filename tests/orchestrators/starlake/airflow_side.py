"""The DAGs of a folder as Airflow sees them, in a form that can be compared."""

from __future__ import annotations

import shlex
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "airflow"))

from probe import A3, load

# The run whose commands are compared, by schedule or by datasets.
END = datetime(2026, 1, 2, tzinfo=timezone.utc)
START = END - timedelta(days=1)


def shapes(folder: Path, who: str) -> dict[str, Any]:
    sys.path.insert(0, str(folder))
    bag, problems = load(folder)
    sys.path.remove(str(folder))
    for name in [m for m in sys.modules if m.startswith("lockstep_")]:
        del sys.modules[name]
    if problems:
        raise RuntimeError(f"{folder}: {problems}")
    return {dag_id: shape(dag, who) for dag_id, dag in bag.dags.items()}


def shape(dag: Any, who: str) -> dict[str, Any]:
    tasks = dag.task_dict.values()
    return {
        "start": start_of(dag),
        "description": dag.description or "",
        "tags": sorted(dag.tags),
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "start_date": str(dag.start_date),
        "end_date": str(dag.end_date),
        "tasks": sorted(plain(t.task_id) for t in tasks),
        "edges": sorted(
            (plain(t.task_id), plain(d)) for t in tasks for d in t.downstream_task_ids
        ),
        "task": {plain(t.task_id): details(dag, t, who) for t in tasks},
    }


def plain(task_id: str) -> str:
    """Without the groups that a task is in."""
    return str(task_id).rpartition(".")[2]


def start_of(dag: Any) -> str:
    timetable = dag.timetable
    if type(timetable).__name__ in ("DatasetTriggeredTimetable", "AssetTriggeredTimetable"):
        condition = getattr(timetable, "asset_condition", None)
        return expression(condition or timetable.dataset_condition)
    crons = getattr(timetable, "_expression", None) or getattr(
        timetable, "expression", None
    )
    return str(crons) if crons else "by hand"


def expression(condition: Any) -> str:
    inner = getattr(condition, "objects", None)
    if inner is None:
        return name_of(condition)
    word = " & " if type(condition).__name__.endswith("All") else " | "
    return word.join(sorted(expression(c) for c in inner))


def name_of(dataset: Any) -> str:
    return str(getattr(dataset, "uri", dataset)).rstrip("/")


def details(dag: Any, task: Any, who: str) -> dict[str, Any]:
    kind = type(task).__name__
    found: dict[str, Any] = {
        "group": groups_of(task),
        "outlets": sorted(name_of(o) for o in task.outlets),
        "pool": task.pool,
        "retries": task.retries,
        "retry_delay": task.retry_delay.total_seconds(),
        "trigger_rule": str(getattr(task.trigger_rule, "value", task.trigger_rule)),
    }
    if not hasattr(task, "bash_command"):
        return {**found, "operator": kind}
    sensor = "Sensor" in kind
    if sensor:
        found["sensor"] = [task.poke_interval, task.timeout, task.soft_fail, task.mode]
    words = command_of(task, dag, who)
    if words[:1] == ["cd"]:
        found["cwd"], words = words[1], words[3:]
    else:
        found["cwd"] = getattr(task, "cwd", None)
    found["environment"] = dict(task.env or {})
    if words[:1] == ["env"]:
        pairs = [w for w in words[1:] if "=" in w and not w.startswith("-")]
        inline = pairs[: next((i for i, w in enumerate(words[1:]) if "=" not in w), 0)]
        found["environment"] = dict(w.split("=", 1) for w in inline)
        words = words[1 + len(inline) :]
    found["command"] = in_order(words)
    return found


def groups_of(task: Any) -> list[str]:
    names, group = [], task.task_group
    while group is not None and group.group_id:
        names.append(plain(group.group_id))
        group = group.task_group if hasattr(group, "task_group") else group.parent_group
    return names[::-1]


def in_order(words: list[str]) -> list[str]:
    """Starlake joins sets and maps in their own order: sorted here."""
    result = list(words)
    for flag in ("--options", "--tables"):
        if flag in result and result.index(flag) + 1 < len(result):
            at = result.index(flag) + 1
            result[at] = ",".join(sorted(result[at].split(",")))
    return result


def command_of(task: Any, dag: Any, who: str) -> list[str]:
    """The words of the first command line, as a run of START to END has it."""
    text = task.render_template(task.bash_command, context_of(task, dag, who),
                                dag.get_template_env())
    line = next(line for line in text.strip().splitlines() if line.strip())
    return shlex.split(line)


def context_of(task: Any, dag: Any, who: str) -> dict[str, Any]:
    """What Airflow gives to templates; the start task has said START and END."""
    told: dict[Any, Any] = {
        "sl_data_interval_start": START,
        "sl_data_interval_end": END,
        "return_value": {
            "anchor": END.isoformat(),
            "window_start": START.isoformat(),
            "run_id": "r",
        },
    }
    by_datasets = "Triggered" in type(dag.timetable).__name__
    pulled = lambda task_ids=None, key="return_value", **_: told.get(key)
    ti = SimpleNamespace(xcom_pull=pulled if by_datasets else lambda **_: None)
    event = SimpleNamespace(
        extra={"scheduled": END.isoformat(), "sl_scheduled_date": END.isoformat()},
        timestamp=END,
    )
    run = SimpleNamespace(
        data_interval_start=START, data_interval_end=END, run_after=END, conf={},
        run_id="r", dag_id=dag.dag_id,
    )
    key = "triggering_asset_events" if A3 else "triggering_dataset_events"
    events = {"x": [event]} if by_datasets else {}
    return {
        "dag": dag, "dag_run": run, "task": task, "ti": ti, "task_instance": ti,
        "run_id": "r", "ts": END.isoformat(), "params": dict(task.params),
        "data_interval_start": START, "data_interval_end": END, key: events,
    }
