"""Inputs that Starlake and lockstep are both given: domains to load, trees of
tasks to transform, and the options of their pipelines."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Tree = list[dict[str, Any]]
ENV = {"SL_ENV": "DEV", "SL_ROOT": "/tmp"}


@dataclass
class Case:
    """One DAG file of Starlake's. Either `tables` (load) or `tree` (transform)."""

    name: str
    tables: dict[str, str | None] = field(default_factory=dict)  # preset or cron
    tree: Tree = field(default_factory=list)
    cron: str | None = None  # of the whole DAG, as its template says it
    options: dict[str, Any] = field(default_factory=dict)
    filtered: list[str] = field(default_factory=list)
    jobs: dict[str, str] = field(default_factory=dict)
    differs: set[str] = field(default_factory=set)  # rows of docs/starlake.md


def table(name: str, cron: str | None = None, freshness: int = 0) -> dict[str, Any]:
    data = {"name": name, "typ": "table", "parentTyp": "unknown"}
    return {"data": {**data, "cron": cron or "None", "freshness": freshness}}


def task(
    name: str, *children: dict[str, Any], cron: str | None = None, sink: str = ""
) -> dict[str, Any]:
    data = {"name": name, "typ": "task", "parentTyp": "table", "sink": sink or name}
    data["writeStrategy"] = {"type": "OVERWRITE"}  # type: ignore[assignment]
    return {"data": {**data, "cron": cron or "None"}, "children": list(children)}


def bakery(orders: str, customers: str) -> Tree:
    """Two tasks over two tables and a third one over both tasks: a diamond."""
    a, b = table("bake.orders", orders), table("bake.customers", customers)
    sales, buyers = task("kpi.sales", a, b), task("kpi.buyers", a, b)
    return [sales, buyers, task("kpi.board", sales, buyers)]


def presets(cron: str | None) -> str | None:
    known = {"hourly": "0 * * * *", "daily": "0 0 * * *", "monthly": "0 0 1 * *"}
    return known.get(cron, cron) if cron else None


def load_cases() -> list[Case]:
    daily: dict[str, str | None] = {"bake.orders": "daily", "bake.customers": "daily"}
    two = {**daily, "bake.lines": "hourly", "shop.visits": "hourly"}
    cases = [Case("load_none", daily), Case("load_two_schedules", two)]
    for strategy in ("imported", "pending", "ack"):
        options = {"pre_load_strategy": strategy}
        if strategy == "ack":
            options["global_ack_file_path"] = "/tmp/GO.ack"
        cases.append(Case(f"load_{strategy}", daily, options=options))
        cases.append(Case(f"load_two_{strategy}", two, options=options))
    sensor = {"pre_load_strategy": "pending", "pre_load_sensor": "true"}
    limits = {"pre_load_poke_interval": "60", "pre_load_timeout": "600"}
    cases += [
        Case("load_sensor", daily, options={**sensor, **limits}),
        Case(
            "load_soft_sensor",
            daily,
            options={**sensor, "pre_load_sensor_soft_fail": "true"},
        ),
        Case(
            "load_options",
            daily,
            options={
                "tags": "sales nightly",
                "default_pool": "loads",
                "retries": "3",
                "retry_delay": "60",
                "max_active_runs": "5",
                "start_date": "2025-02-01",
                "end_date": "2027-01-01",
                "SL_STARLAKE_PATH": "/opt/starlake/bin",
                "description": "what is sold",
            },
        ),
        Case("load_by_hand", {"bake.orders": None}),
        Case("load_no_environment", daily, options={"sl_env_var": {}, "retries": "0"}),
        Case("load_cron", {"bake.orders": "0 * * * *", "bake.customers": "daily"}),
        Case("load_no_start_date", daily, options={"start_date": ""}),
        Case("load_usual_ack", daily, options={"pre_load_strategy": "ack"}),
    ]
    return cases


def transform_cases() -> list[Case]:
    daily = bakery("0 0 * * *", "0 0 * * *")
    mixed = bakery("0 0 * * *", "0 0 1 * *")
    chain = table("bake.raw", "0 0 * * *")
    for name in ("l1.a", "l2.b", "l3.c", "l4.d"):
        chain = task(name, chain)
    late = [
        task("kpi.x", table("a.one", "0 0 * * *"), table("a.two", "0 5 * * *")),
    ]
    unscheduled = [task("kpi.y", table("a.one", "0 0 * * *"), table("a.two"))]
    fresh = [task("kpi.z", table("a.one", None, 3600))]
    old = [task("c.High_Value", task("c.Life_Value", table("bake.Customers_table")))]
    for node in (old[0], old[0]["children"][0]):
        node["data"]["typ"] = "model"
    every: dict[str, Any] = {"retries": "2", "tags": "kpi", "default_pool": "kpis"}
    cases = [
        Case("transform_daily", tree=daily),
        Case("transform_cron", tree=daily, cron="0 6 * * *"),
        Case("transform_catchup", tree=daily, cron="daily", options={"catchup": "true"}),
        Case("transform_options", tree=daily, options=every),
        Case("transform_first", tree=daily, options={"run_dependencies_first": "true"}),
        Case(
            "transform_first_cron",
            tree=daily,
            cron="0 6 * * *",
            options={"run_dependencies_first": "true"},
        ),
        Case("transform_filtered", tree=daily, filtered=["bake_customers"]),
        Case("transform_monthly_and_daily", tree=mixed),
        Case("transform_late", tree=late),
        Case("transform_unscheduled", tree=unscheduled),
        Case("transform_freshness", tree=fresh),
        Case("transform_models", tree=old),
        Case("transform_jobs", tree=daily, jobs={"kpi.sales": "a=1,SL_ENV=PROD"}),
        Case(
            "transform_deep",
            tree=[chain],
            options={"run_dependencies_first": "true"},
        ),
    ]
    return cases


# ---- The real inputs, where they are ----


def real_cases(data: Path) -> list[Case]:
    cases = []
    for file in sorted((data / "task_deps").glob("*.json")):
        tree = json.loads(file.read_text())
        for first in ("false", "true"):
            name = f"real_{file.stem}_{'first' if first == 'true' else 'own'}"
            options = {"run_dependencies_first": first}
            cases.append(Case(name, tree=tree, options=options))
    for folder in sorted((data / "starlake_projects").iterdir()):
        found = project_tables(folder / "metadata")
        for strategy in ("none", "imported", "pending"):
            name = f"real_{folder.name.lower().replace('-', '_')}_{strategy}"
            options = {"pre_load_strategy": strategy}
            if found:
                cases.append(Case(name, found, options=options))
    return cases


def project_tables(metadata: Path) -> dict[str, str | None]:
    """The schedule of every table: its own, else that of its domain."""
    import yaml

    tables: dict[str, str | None] = {}
    for config in sorted(metadata.glob("load/*/_config.sl.yml")):
        domain = yaml.safe_load(config.read_text())["load"]
        inherited = domain.get("metadata", {}).get("schedule")
        for file in sorted(config.parent.glob("*.sl.yml")):
            if file == config:
                continue
            table_ = yaml.safe_load(file.read_text())["table"]
            own = table_.get("metadata", {}).get("schedule")
            tables[f"{domain['name']}.{table_['name']}"] = own or inherited
    return tables
