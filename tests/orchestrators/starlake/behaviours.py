"""The rows of docs/starlake.md that no shape of a DAG shows: what Starlake's
libraries answer, and what lockstep does instead."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from cases import table, task
from common import Lockstep, Proofs

Facts = list[tuple[str, Any, Any]]  # what, got, expected


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


class Behaviours:
    def __init__(self, lockstep: Lockstep, work: Path) -> None:
        self.lockstep, self.work = lockstep, work

    def project(self, name: str, **content: Any) -> str:
        folder = self.work / "behaviours" / name
        folder.mkdir(parents=True)
        tree = content.pop("tree", None)
        if tree is not None:
            (folder / "tree.json").write_text(json.dumps(tree))
            content["include"] = ["tree.json"]
        (folder / "lockstep.yaml").write_text(json.dumps({"version": 1, **content}))
        return str(folder)

    def emit(self, project: str) -> str:
        """What is said; nothing is written."""
        words = ["emit", "airflow", project, "--dry-run", "--color", "never"]
        done = self.lockstep.run(*words)
        return f"{done.returncode} {done.stderr}"

    def more_frequent(self) -> Facts:
        import time_machine
        from ai.starlake.common import sort_crons_by_frequency

        crons = ["0 9 * * 1-5", "0 0 */2 * *"]
        orders = []
        for day in ("2026-01-06", "2026-01-30"):  # a Tuesday; the 31st, then the 1st
            with time_machine.travel(utc(day + "T12:00:00"), tick=False):
                orders.append(sort_crons_by_frequency(crons)[1])
        ours = self.lockstep.run("cron", "sort", "--format", "json", *crons).stdout
        first = json.loads(ours)["order"][0]["cron"]
        return [
            ("Starlake's order changes with the day", orders[0] != orders[1], True),
            ("261 days a year before 183", first, "0 9 * * 1-5"),
        ]

    def slot(self) -> Facts:
        from ai.starlake.common import scheduled_dates_range, sl_schedule

        noon = utc("2025-06-15T12:00:00")
        request = {"op": "window", "cron": "0 * * * *", "at": "2025-06-15T12:00:00Z"}
        ours = self.lockstep.run("cron", "eval", given=json.dumps(request)).stdout
        return [
            ("slot", sl_schedule("0 * * * *", noon), "20250615T1100"),
            ("range", scheduled_dates_range("0 * * * *", noon)[1], noon),
            ("window", json.loads(ours)["end"], "2025-06-15T12:00:00Z"),
        ]

    def poisoned(self) -> Facts:
        from ai.starlake.orchestration import StarlakeDependencies

        orders: dict[str, Any] = {"name": "a.b", "typ": "table", "sink": "0 2 * * *"}
        tree = [task("k.x", {"data": orders})]
        theirs = StarlakeDependencies(dependencies=json.dumps(tree))
        uris = [d.uri for d in theirs.retrieve_datasets()]
        ours = self.lockstep.run(
            "derive", self.project("poisoned", tree=tree), "--format", "json"
        )
        jobs = {j["name"]: j for j in json.loads(ours.stdout)["jobs"]}
        return [
            ("Starlake waits for the cron", uris[0][:7], "0_2____"),
            ("lockstep waits for", jobs["k.x"]["start"]["datasets"], ["a.b"]),
        ]

    def strategy(self) -> Facts:
        from ai.starlake.dataset import DatasetTriggeringStrategy

        target = {"dataset_triggering_strategy": "a.b & a.c"}
        said = self.emit(
            self.project(
                "strategy",
                datasets={"a.b": {"cron": "hourly"}},
                pipelines=[{"name": "p", "target": target}],
            )
        )
        return [
            ("Starlake", DatasetTriggeringStrategy.is_valid("a.b & a.c"), False),
            ("lockstep", 'dataset_triggering_strategy: "a.b & a.c" is not any' in said, True),
        ]

    def unknown_option(self) -> Facts:
        def said(**target: str) -> str:
            return self.emit(
                self.project(
                    "_".join(target),
                    datasets={"a.b": {"cron": "hourly"}},
                    pipelines=[{"name": "p", "target": target}],
                )
            )

        return [
            ("a slip", '(did you mean "retries"?)' in said(retrys="2"), True),
            (
                "one that lockstep does without",
                '"use_gcloud" of Starlake is no option of lockstep'
                in said(use_gcloud="True"),
                True,
            ),
        ]

    def one_id(self) -> Facts:
        from ai.starlake.common import sanitize_id

        names = ["a.b_c", "a_b.c"]
        datasets = {name: {"cron": "hourly"} for name in names}
        said = self.emit(self.project("one_id", datasets=datasets))
        return [
            ("Starlake", {sanitize_id(n) for n in names}, {"a_b_c"}),
            ("lockstep", "error[GRA003]" in said, True),
        ]

    def copies(self) -> Facts:
        from ai.starlake.orchestration import StarlakeDependencies

        tree = [
            task("k.x", table("a.b", "0 1 * * *", 3600)),
            task("k.y", table("a.b", "0 2 * * *", 7200)),
        ]
        theirs = StarlakeDependencies(dependencies=json.dumps(tree))
        first = [(d.cron, d.freshness) for d in theirs.retrieve_datasets()]
        said = self.lockstep.run("lint", self.project("copies", tree=tree)).stdout
        return [
            ("Starlake takes the first", first, [("0 1 * * *", 3600)]),
            ("lockstep says so", "GRA005" in said, True),
        ]

    def unlike_crons(self) -> Facts:
        datasets = {
            "k.x": {"cron": "daily", "inputs": ["a.b"]},
            "k.y": {"cron": "hourly", "inputs": ["a.b"]},
            "a.b": {},
        }
        said = self.emit(
            self.project(
                "unlike", datasets=datasets, pipelines=[{"name": "p", "select": ["k.*"]}]
            )
        )
        return [("lockstep", "it is split: daily and hourly" in said, True)]

    def gate(self, now: str, *events: tuple[str, str, str]) -> dict[str, Any]:
        """`lockstep gate` for a KPI of hourly orders and daily customers."""
        folder = self.work / "behaviours" / "gate"
        if not folder.exists():
            self.project(
                "gate",
                datasets={
                    "a.orders": {"cron": "0 * * * *"},
                    "a.customers": {"cron": "0 0 * * *"},
                    "k.x": {"inputs": ["a.orders", "a.customers"]},
                },
            )
        given = "\n".join(
            json.dumps({"dataset": d, "scheduled_date": date, "at": at})
            for d, date, at in events
        )
        words = ["gate", "k.x", str(folder), "--at", now, "--format", "json"]
        decision: dict[str, Any] = json.loads(
            self.lockstep.run(*words, given=given).stdout
        )
        return decision

    def missing(self) -> Facts:
        decision = self.gate(
            "2026-01-02T01:05:00Z",
            ("a.orders", "2026-01-02T01:00:00Z", "2026-01-02T01:05:00Z"),
            ("a.customers", "2026-01-01T00:00:00Z", "2026-01-01T00:10:00Z"),
            ("k.x", "2026-01-01T23:00:00Z", "2026-01-01T23:05:00Z"),
        )
        names = [m["dataset"] for m in decision["missing"]]
        return [("start", decision["start"], False), ("said", names, ["a.customers"])]

    def late(self) -> Facts:
        decision = self.gate(
            "2026-01-02T02:10:00Z",
            ("a.orders", "2026-01-02T01:00:00Z", "2026-01-02T01:05:00Z"),
            ("a.orders", "2026-01-02T02:00:00Z", "2026-01-02T02:05:00Z"),
            ("a.customers", "2026-01-02T00:00:00Z", "2026-01-02T02:10:00Z"),
            ("k.x", "2026-01-01T23:00:00Z", "2026-01-01T23:05:00Z"),
        )
        return [("anchor", decision["anchor"], "2026-01-02T02:00:00Z")]

    def coalesced(self) -> Facts:
        decision = self.gate(
            "2026-01-03T00:30:00Z",
            ("a.orders", "2026-01-02T23:00:00Z", "2026-01-02T23:05:00Z"),
            ("a.customers", "2026-01-03T00:00:00Z", "2026-01-03T00:30:00Z"),
        )
        return [("anchor", decision["anchor"], "2026-01-02T23:00:00Z")]


ROWS: dict[str, Callable[[Behaviours], Facts]] = {
    "which of two crons is more frequent": Behaviours.more_frequent,
    "slot of a run at its tick": Behaviours.slot,
    "tables whose `sink` is a cron (2026)": Behaviours.poisoned,
    "`dataset_triggering_strategy` other than `any`": Behaviours.strategy,
    "an option that does not exist": Behaviours.unknown_option,
    "two names with one id": Behaviours.one_id,
    "copies of a table with unlike cron or freshness": Behaviours.copies,
    "tasks with unlike crons in one file": Behaviours.unlike_crons,
    "an input that is missing": Behaviours.missing,
    "anchor of a run that a late input starts": Behaviours.late,
    "an upstream that made up for several runs": Behaviours.coalesced,
}


def prove_behaviours(lockstep: Lockstep, work: Path, proofs: Proofs) -> None:
    behaviours = Behaviours(lockstep, work)
    for row, facts in ROWS.items():
        for what, got, expected in facts(behaviours):
            proofs.same(f"{row}: {what}", got, expected)
    proofs.done(f"{len(ROWS)} differences of behaviour")
