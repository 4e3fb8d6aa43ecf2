"""The DAG file that Starlake's templates would make of a case: calls of its
libraries, in their order."""

from __future__ import annotations

import json
from pathlib import Path

from cases import ENV, Case, presets

_HEAD = '''# a dag of {engine}
import os

from ai.starlake.common import sanitize_id
from ai.starlake.job import StarlakeJobFactory, StarlakePreLoadStrategy
from ai.starlake.orchestration import (
    OrchestrationFactory,
    StarlakeDependencies,
    StarlakeDomain,
    StarlakeSchedule,
    StarlakeTable,
)

description = {description!r}
cron = {cron!r}
filtered_datasets = {filtered!r}
job = StarlakeJobFactory.create_job(
    filename=os.path.basename(__file__),
    module_name=__name__,
    orchestrator={engine!r},
    execution_environment="shell",
    options={options!r},
)
orchestration = OrchestrationFactory.create_orchestration(job=job)
'''

_LOAD = '''
schedules = {schedules!r}


def domain_group(pipeline, domain, tables, name):
    with orchestration.sl_create_task_group(
        group_id=sanitize_id(name), pipeline=pipeline
    ) as group:
        checks = None
        if pipeline.pre_load_strategy != StarlakePreLoadStrategy.NONE:
            with orchestration.sl_create_task_group(
                group_id=sanitize_id(f"pre_load_{{name}}"), pipeline=pipeline
            ) as checks:
                check = pipeline.sl_pre_load(domain=domain, tables=set(tables))
                last = pipeline.skip_or_start(
                    task_id=f"skip_or_start_loading_{{name}}", upstream_task=check
                )
                staged = None
                if pipeline.pre_load_strategy == StarlakePreLoadStrategy.IMPORTED:
                    staged = pipeline.sl_import(
                        task_id=f"import_{{name}}", domain=domain, tables=set(tables)
                    )
                if last:
                    check >> last
                    if staged:
                        last >> staged
                elif staged:
                    check >> staged
        with orchestration.sl_create_task_group(
            group_id=sanitize_id(f"load_{{name}}"), pipeline=pipeline
        ) as loads:
            for table in tables:
                pipeline.sl_load(
                    task_id=sanitize_id(f"load_{{domain}}_{{table}}"),
                    domain=domain,
                    table=table,
                )
        if checks:
            checks >> loads
    return group


with orchestration:
    pipelines = []
    for name, (when, domains) in schedules.items():
        schedule = StarlakeSchedule(
            name=name if len(schedules) > 1 else None,
            cron=when,
            domains=[
                StarlakeDomain(
                    name=d, final_name=d, tables=[StarlakeTable(name=t) for t in tables]
                )
                for d, tables in domains.items()
            ],
        )
        with orchestration.sl_create_pipeline(schedule=schedule) as pipeline:
            start = pipeline.start_task()
            suffix = f"_{{name}}" if len(schedules) > 1 else ""
            groups = [
                domain_group(pipeline, d, tables, d + suffix)
                for d, tables in domains.items()
            ]
            end = pipeline.end_task()
            start >> groups
            end << groups
        pipelines.append(pipeline)
'''

_TRANSFORM = '''
dependencies = StarlakeDependencies(
    dependencies={tree!r}, filtered_datasets=set(filtered_datasets)
)
with orchestration:
    with orchestration.sl_create_pipeline(dependencies=dependencies) as pipeline:
        start = pipeline.start_task()
        end = pipeline.end_task()
        for graph in sorted(pipeline.graphs, key=lambda g: g.node.name):
            above = [pipeline.dependency_to_task(p.node) for p in graph.parents]
            own = pipeline.dependency_to_task(graph.node)
            if above:
                start >> above
                own << above
            else:
                start >> own
            own >> end
pipelines = [pipeline]
'''


def options_of(case: Case) -> dict[str, object]:
    """Starlake's options are texts; `jobs` are more of them, by transform."""
    options = {k: v for k, v in case.options.items() if k != "description"}
    options["sl_env_var"] = json.dumps(case.options.get("sl_env_var", ENV))
    options.setdefault("start_date", "2025-01-01")
    more = {name: {"options": text} for name, text in case.jobs.items()}
    return {**{k: v for k, v in options.items() if v}, **more}


def schedules_of(case: Case) -> dict[str, tuple[str | None, dict[str, list[str]]]]:
    """Tables by schedule and domain, as Starlake's generator groups them. Crons
    that are no presets are numbered there, in the order of a map."""
    found: dict[str, tuple[str | None, dict[str, list[str]]]] = {}
    for name, schedule in sorted(case.tables.items()):
        domain, _, table = name.rpartition(".")
        named = f"cron{len(found)}" if schedule and " " in schedule else schedule
        entry = found.setdefault(named or "None", (presets(schedule), {}))
        entry[1].setdefault(domain, []).append(table)
    return dict(sorted(found.items()))


def write(case: Case, engine: str, folder: Path) -> None:
    values = {
        "engine": engine,
        "description": case.options.get("description", ""),
        "cron": presets(case.cron) or "None",
        "filtered": case.filtered,
        "options": options_of(case),
        "schedules": schedules_of(case),
        "tree": json.dumps(case.tree),
    }
    body = _LOAD if case.tables else _TRANSFORM
    text = (_HEAD + body).format(**values)
    (folder / f"{case.name}.py").write_text(text)
