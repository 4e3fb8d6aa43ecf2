"""Airflow 2.9 to 3.3 driven without a daemon: load, ticks, events, runs, tasks.

The private names used here held from 2.9 to 3.3; the engines are pinned.
"""

import functools, inspect, json, logging, os, pathlib, shutil, time, warnings, pendulum

logging.disable(logging.WARNING)
from airflow import __version__, settings
from sqlalchemy import select, text as sql, update

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
    from airflow.models.asset import AssetEvent as Event
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
    from airflow.models.dataset import DatasetEvent as Event
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


def seconds_to_parse(bag, file):  # once more; CPU time, the lesser of two
    def once():
        began = time.process_time()
        bag.process_file(str(file), only_if_updated=False, safe_mode=True)
        return time.process_time() - began

    return min(once(), once())


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


def fresh_database():  # as `airflow db migrate` left it
    settings.Session.remove()
    settings.engine.dispose()
    home = pathlib.Path(os.environ["AIRFLOW_HOME"])
    shutil.copy(os.environ["EMPTY_DATABASE"], home / "airflow.db")


def alone(dag_id):  # no event so far, and no other DAG that one could start
    kind = "asset" if A3 else "dataset"
    with create_session() as s:
        s.execute(update(DagModel).values(is_paused=DagModel.dag_id != dag_id))
        for table in (f"dagrun_{kind}_event", f"{kind}_dag_run_queue", f"{kind}_event"):
            s.execute(sql(f"DELETE FROM {table}"))
        # 3.3 leaves out events from before a DAG was known, which it is since today.
        known = "created_at = '2000-01-01 00:00:00.000000'"
        s.execute(sql(f"UPDATE dag_schedule_{kind}_reference SET {known}"))


def run_task(dag, run_id, task_id):  # alone, whatever is before it
    s = settings.Session()
    s.expunge_all()
    dr = s.scalars(
        select(DagRun).where(DagRun.dag_id == dag.dag_id, DagRun.run_id == run_id)
    ).one()
    dr.state, dr.start_date = DagRunState.RUNNING, pendulum.now("UTC")
    ti = dr.get_task_instance(task_id, session=s)
    ti.try_number, ti.state = 1, TIS.SCHEDULED
    s.commit()
    _run(dag, ti, s)


def _run(dag, ti, s):
    task = ti.task = dag.task_dict[ti.task_id]
    if not A3:
        runner._run_task(ti=ti, session=s)
    elif "task" in inspect.signature(runner._run_task).parameters:
        runner._run_task(ti=ti, task=task)
    else:
        runner._run_task(ti=ti)  # 3.0


def events_of(dag_id, run_id):  # the extras of the events that a run told
    with create_session() as s:
        found = s.scalars(
            select(Event).where(
                Event.source_dag_id == dag_id, Event.source_run_id == run_id
            )
        )
        return [event.extra for event in found]


def xcom(dag_id, run_id, task_id, key):  # None if there is none
    from airflow.models.xcom import __dict__ as names

    XCom = names.get("XComModel") or names["BaseXCom"]
    with create_session() as s:
        row = s.scalars(
            select(XCom).where(
                XCom.dag_id == dag_id,
                XCom.run_id == run_id,
                XCom.task_id == task_id,
                XCom.key == key,
            )
        ).one_or_none()
        value = row and row.value
        while isinstance(value, (str, bytes)):
            try:
                value = json.loads(value)
            except ValueError:
                break
        return value


def execute(dag, run_id, idle=None):
    """The loop of DAG.test() on an existing run; every task really runs, in process.
    `idle` is called when all that is left waits for its time; without it, or when
    that goes on for ever, the run is left as it is."""
    s = settings.Session()
    sdag = core(dag) if A3 else dag

    def fetch():  # as another process would see it
        s.expunge_all()
        dr = s.scalars(
            select(DagRun).where(DagRun.dag_id == dag.dag_id, DagRun.run_id == run_id)
        ).one()
        dr.dag = sdag
        return dr

    dr = fetch()
    dr.state, dr.start_date = DagRunState.RUNNING, pendulum.now("UTC")
    s.commit()
    if hasattr(dr, "start_dr_spans_if_needed"):
        dr.start_dr_spans_if_needed(tis=[])  # 3.0, 3.1
    waited = 0
    while dr.state == DagRunState.RUNNING and waited < (3 if idle is None else 100):
        dr = fetch()
        for ti in dr.update_state(session=s)[0]:
            if ti.state != TIS.UP_FOR_RESCHEDULE:
                ti.try_number += 1
            ti.state = TIS.SCHEDULED
        s.commit()
        tis = dr.get_task_instances(session=s)
        due = sorted(t.task_id for t in tis if t.state == TIS.SCHEDULED)
        if not due:
            waited += 1
            if idle is not None:
                idle()
        for task_id in due:
            try:
                _run(dag, fetch().get_task_instance(task_id, session=s), s)
            except Exception as e:
                print("task failed:", task_id, type(e).__name__, e)
        dr = fetch()
    tis = dr.get_task_instances(session=s)
    return str(dr.state), {t.task_id: str(t.state) for t in tis}
