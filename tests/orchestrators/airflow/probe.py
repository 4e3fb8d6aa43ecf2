"""Airflow 2.9 to 3.3 driven without a daemon: load, ticks, events, runs, tasks.

The private names used here held from 2.9 to 3.3; the engines are pinned.
"""

import functools, inspect, logging, os, pathlib, warnings, pendulum

logging.disable(logging.WARNING)
from airflow import __version__, settings
from sqlalchemy import select, update

A3 = int(__version__.split(".")[0]) >= 3
try:
    import airflow.dag_processing.dagbag as db  # 3.2+
except ImportError:
    import airflow.models.dagbag as db  # 2.x, 3.0, 3.1
DagBag, sync_bag_to_db = (
    db.DagBag,
    getattr(db, "sync_bag_to_db", None),
)  # None: 2.x, 3.0 have bag.sync_to_db
import airflow.serialization.serialized_objects as so

SD = getattr(so, "DagSerialization", None) or so.SerializedDAG  # 3.2+ | older
from airflow.jobs.job import Job
from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
from airflow.models import DagRun
from airflow.models.dag import DagModel
from airflow.timetables.base import TimeRestriction
from airflow.utils.session import create_session
from airflow.utils.sqlalchemy import prohibit_commit
from airflow.utils.state import DagRunState, TaskInstanceState as TIS
from airflow.utils.types import DagRunType

if A3:
    from airflow.assets.manager import asset_manager
    from airflow.models.asset import AssetDagRunQueue as Queue, AssetEvent as Event
    from airflow.sdk import Asset
    from airflow.utils.types import DagRunTriggeredByType
    import airflow.sdk.definitions.dag as runner, airflow.sdk.execution_time.supervisor as sup

    if not hasattr(
        sup.in_process_api_server, "cache_info"
    ):  # 3.0-3.2 rebuild a web app per task: 1.3 s each
        sup.in_process_api_server = functools.lru_cache(1)(sup.in_process_api_server)
else:
    from airflow.datasets import Dataset as Asset
    from airflow.datasets.manager import dataset_manager as asset_manager
    from airflow.models.dataset import (
        DatasetDagRunQueue as Queue,
        DatasetEvent as Event,
    )
    import airflow.models.dag as runner


def load(folder):  # -> bag, problems; problems must be empty
    kw = {
        k: False
        for k in ("include_examples", "collect_dags")
        if k in inspect.signature(DagBag.__init__).parameters
    }
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        bag = DagBag(os.devnull, **kw)
        for f in sorted(pathlib.Path(folder).rglob("*.py")):
            bag.process_file(str(f), safe_mode=True)
    bad = [
        f"{w.filename}:{w.lineno} {w.category.__name__} {w.message}"
        for w in caught
        if w.filename.startswith(str(folder))
    ]
    return bag, [
        f"{k}: {v.strip().splitlines()[-1]}" for k, v in bag.import_errors.items()
    ] + bad


def core(dag):
    return SD.deserialize_dag(SD.serialize_dag(dag))  # what the scheduler sees


def ticks(dag, lo, hi):  # lo, hi bound the logical date
    tt, di = core(dag).timetable, None
    while i := tt.next_dagrun_info(
        last_automated_data_interval=di,
        restriction=TimeRestriction(lo, hi, catchup=True),
    ):
        if di is not None and i.data_interval.start <= di.start:
            raise RuntimeError(f"timetable stuck at {di.start}")
        di = i.data_interval
        yield i.logical_date, di.start, di.end, i.run_after


def sync(bag):  # to the metadata database
    with create_session() as s:
        if not A3:
            return bag.sync_to_db(session=s)
        from airflow.dag_processing.bundles.manager import DagBundlesManager

        DagBundlesManager().sync_bundles_to_db(session=s)
        s.flush()
        sync_bag_to_db(
            bag, "dags-folder", None, session=s
        ) if sync_bag_to_db else bag.sync_to_db("dags-folder", None, session=s)


def new_scheduler():
    r = SchedulerJobRunner(job=Job(), num_runs=1)
    if not A3:
        r.dagbag = DagBag(os.devnull, read_dags_from_db=True, include_examples=False)
    return r


def schedule(r):  # one real scheduling step: creates every run that is due
    with create_session() as s, prohibit_commit(s) as guard:
        r._create_dagruns_for_dags(guard, s)


def emit(uri, extra=None):
    with create_session() as s:
        if A3:
            asset_manager.register_asset_change(
                asset=Asset(uri), extra=extra or {}, session=s
            )
        else:
            asset_manager.register_dataset_change(
                dataset=Asset(uri), extra=extra or {}, session=s
            )


def runs(dag_id):  # [(run_id, state, [(uri, extra)])]
    with create_session() as s:
        return [
            (
                d.run_id,
                d.state,
                [
                    ((e.asset if A3 else e.dataset).uri, e.extra)
                    for e in sorted(
                        d.consumed_asset_events if A3 else d.consumed_dataset_events,
                        key=lambda e: e.id,
                    )
                ],
            )
            for d in s.scalars(
                select(DagRun).where(DagRun.dag_id == dag_id).order_by(DagRun.id)
            )
        ]


def finish(dag_id):  # pretend the run ended, frees max_active_runs
    with create_session() as s:
        s.execute(update(DagRun).where(DagRun.dag_id == dag_id).values(state="success"))
        if hasattr(DagModel, "exceeds_max_non_backfill"):
            s.execute(update(DagModel).values(exceeds_max_non_backfill=False))  # 3.2+


def scheduled_run(
    dag, tick
):  # the DagRun the scheduler makes for a tick, with its true window
    logical, start, end, after = tick
    kw = dict(
        run_id="scheduled__" + logical.isoformat(),
        data_interval=(start, end),
        run_type=DagRunType.SCHEDULED,
        state=DagRunState.QUEUED,
    )
    with create_session() as s:
        if A3:
            core(dag).create_dagrun(
                logical_date=logical,
                run_after=after,
                triggered_by=DagRunTriggeredByType.TIMETABLE,
                session=s,
                **kw,
            )
        else:
            dag.create_dagrun(execution_date=logical, session=s, **kw)
    return kw["run_id"]


def execute(
    dag, run_id
):  # the loop of DAG.test() on an existing run; every task really runs, in process
    s = settings.Session()
    dr = s.scalars(
        select(DagRun).where(DagRun.dag_id == dag.dag_id, DagRun.run_id == run_id)
    ).one()
    sdag = core(dag) if A3 else dag
    dr.dag, dr.state, dr.start_date = sdag, DagRunState.RUNNING, pendulum.now("UTC")
    s.commit()
    if hasattr(dr, "start_dr_spans_if_needed"):
        dr.start_dr_spans_if_needed(tis=[])  # 3.0, 3.1
    while dr.state == DagRunState.RUNNING:
        s.expire_all()
        dr.dag = sdag
        for ti in dr.update_state(session=s)[0]:
            if ti.state != TIS.UP_FOR_RESCHEDULE:
                ti.try_number += 1
            ti.state = TIS.SCHEDULED
        s.commit()
        for ti in sorted(
            (t for t in dr.get_task_instances(session=s) if t.state == TIS.SCHEDULED),
            key=lambda t: t.task_id,
        ):
            task = ti.task = dag.task_dict[ti.task_id]
            try:
                if not A3:
                    runner._run_task(ti=ti, session=s)
                elif "task" in inspect.signature(runner._run_task).parameters:
                    runner._run_task(ti=ti, task=task)
                else:
                    runner._run_task(ti=ti)  # 3.0
            except Exception as e:
                print("task failed:", ti.task_id, type(e).__name__, e)
    s.expire_all()
    return str(dr.state), {
        t.task_id: str(t.state) for t in dr.get_task_instances(session=s)
    }
