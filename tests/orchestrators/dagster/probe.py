"""Dagster 1.9 and 1.13 driven without a daemon: load, ticks, events, sensors."""

import datetime as dt, importlib.util, sys, warnings
import dagster as dg
from dagster._utils.schedules import (
    schedule_execution_time_iterator,
)  # same import on 1.9 and 1.13


def load(path, name="lockstep_defs"):  # -> repository, warnings; warnings must be empty
    spec = importlib.util.spec_from_file_location(name, path)
    m = importlib.util.module_from_spec(spec)
    sys.modules[name] = m
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        spec.loader.exec_module(m)
        dg.Definitions.validate_loadable(m.defs)  # raises on a broken definition
        repo = m.defs.get_repository_def()
        repo.load_all_definitions()
    return m.defs, repo, [f"{w.category.__name__} {w.message}" for w in caught]


def edges(job):  # {node: [upstream node.output]}
    return {
        n.name: [
            f"{o.node_name}.{o.output_name}"
            for outs in job.dependency_structure.input_to_upstream_outputs_for_node(
                n.name
            ).values()
            for o in outs
        ]
        for n in job.nodes
    }


def ticks(
    schedule, lo, hi
):  # aware datetimes; a list of crons gives their sorted union
    for t in schedule_execution_time_iterator(
        lo.timestamp(),
        schedule.cron_schedule,
        schedule.execution_timezone,
        ascending=True,
    ):
        if t >= hi:
            return
        yield t


def tick(repo, name, at, inst):  # one schedule evaluation
    return repo.get_schedule_def(name).evaluate_tick(
        dg.build_schedule_context(
            instance=inst, scheduled_execution_time=at, repository_def=repo
        )
    )


def emit(inst, key, **md):
    inst.report_runless_asset_event(dg.AssetMaterialization(key, metadata=md))


def sense(
    repo, name, inst, cursor
):  # one evaluation of a plain sensor -> run keys | skip text, new cursor
    with dg.build_sensor_context(
        instance=inst, cursor=cursor, repository_def=repo
    ) as ctx:
        r = repo.get_sensor_def(name).evaluate_tick(ctx)
    return [q.run_key for q in r.run_requests] or r.skip_message, r.cursor
