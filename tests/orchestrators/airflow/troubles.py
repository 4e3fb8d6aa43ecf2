"""What goes wrong in a run: commands that fail, files that are not there, gates that
say no."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from typing import Any

from given import LOCKSTEP, PROOFS, SOURCE, VERSION, WORK

from cloud import ASKED
from executes import Driver, calls, events_of, when

FAIL = WORK / "fail"  # a file that goes away, or a directory that stays
ACK_COMES = 1_000  # seconds after the tick


def project(name: str) -> tuple[Driver, dict[str, dict[str, Any]]]:
    """A fixture of its own, with its pipelines by id."""
    folder = WORK / "dags" / ("again_" + name.replace("/", "_"))
    inputs = [str(SOURCE / "fixtures" / name)]
    pipelines = LOCKSTEP.emit("airflow", VERSION, inputs, folder) or []
    return Driver(folder), {p["id"]: p for p in pipelines}


class Watch:
    """Runs a DAG while the clock goes on by 100 seconds whenever there is nothing to
    do; what was called, and after how many seconds."""

    def __init__(self, driver: Driver, dag: Any, pipeline: dict[str, Any]) -> None:
        self.moment, tick = driver.moment(dag, pipeline)
        self.calls: list[Any] = []
        self.seconds: list[int] = []
        with when(self.moment) as self.clock:
            self.began = datetime.now(timezone.utc)
            driver.tell(dag, self.moment)
            self.run = driver.start(dag, tick)
            self.state, self.states = driver.probe.execute(dag, self.run, self.idle)
            self.look()

    def passed(self) -> int:
        return round((datetime.now(timezone.utc) - self.began).total_seconds())

    def look(self) -> None:
        ASKED.clear()
        found = calls(self.moment)
        self.calls += found
        self.seconds += [self.passed()] * len(found)

    def idle(self) -> None:
        self.look()
        self.clock.shift(timedelta(seconds=100))
        if self.passed() >= ACK_COMES and FAIL.is_file():
            FAIL.unlink(missing_ok=True)


def prove_failures() -> None:
    """A command that fails is tried as often, and as late, as the pipeline says;
    then the run fails, what is behind it does not run, nothing is told."""
    driver, pipelines = project("projects/starbake")
    os.environ["FAIL"] = str(FAIL)
    FAIL.mkdir()  # never goes away
    for name in ("starbake_load_hourly", "kpi_transform_hourly"):
        pipeline, dag = pipelines[name], driver.bag.dags[name]
        watch = Watch(driver, dag, pipeline)
        first = [t for f, t in pipeline["edges"] if f == "start"]
        # Between two looks of 100 seconds each, 300 are over at the fourth.
        PROOFS.same(
            f"{name}: tries", sorted(watch.seconds), sorted([0, 400] * len(first))
        )
        ended = {s for t, s in watch.states.items() if t not in (*first, "start")}
        want = "failed", {"upstream_failed"}
        PROOFS.same(f"{name}: ends", (watch.state, ended), want)
        PROOFS.same(f"{name}: events", events_of(driver, dag, watch.run), [])
    FAIL.rmdir()
    PROOFS.done("failures: retried, then failed")


def prove_skips() -> None:
    """A domain without files is skipped and the run goes on; an ack file is looked
    for again and again, until it is there or its time is over; a gate that says
    no skips the run and says why."""
    os.environ["FAIL"] = str(FAIL)
    prove_no_files()
    prove_ack_file()
    prove_refusal()
    PROOFS.done("skips: no files, ack files, gates")


def prove_no_files() -> None:
    driver, pipelines = project("emit/hostile")
    FAIL.mkdir()
    watch = Watch(driver, driver.bag.dags["loads"], pipelines["loads"])
    FAIL.rmdir()
    PROOFS.same("no files: run", (watch.state, watch.states["end"]), ("success",) * 2)
    PROOFS.same("no files: loads", loads_of(watch), {"skipped"})
    PROOFS.same("no files: calls", watch.calls, watch.moment.commands({"preload"}))


def prove_ack_file() -> None:
    """It comes after 1,000 seconds, or not within the two hours of the pipeline."""
    for comes in (True, False):
        driver, pipelines = project("emit/environments")
        FAIL.touch() if comes else FAIL.mkdir()
        pipeline = pipelines["load_raw"]
        watch = Watch(driver, driver.bag.dags["load_raw"], pipeline)
        (preload,) = watch.moment.commands({"preload"})
        looked = [s for s, call in zip(watch.seconds, watch.calls) if call == preload]
        if comes:
            PROOFS.same("ack file: ends", watch.state, "success")
            PROOFS.same("ack file: loads", loads_of(watch), {"success"})
            PROOFS.same("ack file: looked for", looked, [0, 300, 600, 900, 1_200])
            continue
        FAIL.rmdir()
        PROOFS.same("no ack file: ends", watch.state, "success")
        PROOFS.same("no ack file: loads", loads_of(watch), {"skipped"})
        PROOFS.same("no ack file: looked for", 7_200 < looked[-1] <= 7_600, True)


def loads_of(watch: Watch) -> set[str]:
    tasks = watch.moment.pipeline["tasks"]
    return {watch.states[t["id"]] for t in tasks if t["kind"] == "load"}


def prove_refusal() -> None:
    driver, pipelines = project("projects/starbake")
    pipeline = pipelines["kpi_transform_hourly"]
    dag = driver.bag.dags[pipeline["id"]]
    moment, _ = driver.moment(dag, pipeline)
    with when(moment):
        driver.tell(dag, moment, {"starbake.orders", "starbake.customers"})
        run = driver.start(dag, None)
        state, states = driver.probe.execute(dag, run)
        reason = driver.probe.xcom(dag.dag_id, run, "start", "waiting_for")
    others = {s for t, s in states.items() if t != "end"}
    PROOFS.same("a gate that says no", (state, others), ("success", {"skipped"}))
    due = moment.needed()
    missing = "; ".join(
        f"{name} of {due[name]} (newest None, missing since {due[name]})"
        for name in ("starbake.order_lines", "starbake.products")
    )
    PROOFS.same("its reason", reason, f"waiting for {missing}")
    PROOFS.same("its commands", calls(moment), [])
