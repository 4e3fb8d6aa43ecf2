"""The rows of docs/starlake.md that the shape of a DAG shows: which values of
which part may differ, and nothing else. A difference that no row explains fails
the proof, and so does a row that no case shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from cases import Case

BOTH = ("airflow", "dagster")
AIRFLOW = ("airflow",)


@dataclass(frozen=True)
class Difference:
    row: str  # first column in docs/starlake.md
    holds: Callable[[Case, str, Any, Any], bool]  # case, path, starlake, lockstep
    engines: tuple[str, ...] = BOTH

    def explains(self, engine: str, case: Case, path: str, a: Any, b: Any) -> bool:
        return engine in self.engines and self.holds(case, path, a, b)


def described(case: Case, path: str, a: Any, b: Any) -> bool:
    return path == "description" and a == "" and bool(b)


def tags(case: Case, path: str, a: Any, b: Any) -> bool:
    return path == "tags" and a == sorted(tag.upper() for tag in b)


def own_dataset(case: Case, path: str, a: Any, b: Any) -> bool:
    is_end = path.startswith("task end") and path.endswith(" outlets")
    return is_end and b == [] and len(a) == 1 and a[0].startswith(case.name)


def end_rule(case: Case, path: str, a: Any, b: Any) -> bool:
    return (
        path.startswith("task end")
        and path.endswith("trigger_rule")
        and (a, b) == ("all_success", "none_failed")
    )


def check_decides(case: Case, path: str, a: Any, b: Any) -> bool:
    if not path.startswith("task skip_or_start"):
        return False
    return (a, b) in (
        ("ShortCircuitOperator", "EmptyOperator"),
        ("all_done", "all_success"),
    )


def ack_waits(case: Case, path: str, a: Any, b: Any) -> bool:
    if not path.startswith("task check_") or "_ack_file" not in path:
        return False
    sensor = a is None and b == [300.0, 3600.0, True, "reschedule"]
    return sensor or path.endswith((" retries", " retry_delay"))


def ack_date(case: Case, path: str, a: Any, b: Any) -> bool:
    if not path.endswith("_ack_file command"):
        return False
    days = [w.rpartition("/")[2].removesuffix(".ack") for w in (a[-1], b[-1])]
    return days == [f"{datetime.now():%Y-%m-%d}", "2026-01-02"] and a[:-1] == b[:-1]


def start_date(case: Case, path: str, a: Any, b: Any) -> bool:
    day = f"{datetime.now(timezone.utc):%Y-%m-%d}"
    without = case.options.get("start_date") == ""
    return path == "start_date" and without and a.startswith(day)


def no_options(case: Case, path: str, a: Any, b: Any) -> bool:
    if case.options.get("sl_env_var") != {}:
        return False
    if path == "commands":  # where Dagster runs them: that is no directory
        return bool(a == [] and len(b) == 2)
    if path.endswith(" cwd"):
        return bool(a == "file://tmp" and b is None)
    return path.endswith(" command") and bool(a == b + ["--options", ""])


def runtime_options(case: Case, path: str, a: Any, b: Any) -> bool:
    if not path.endswith(" command") or len(a) != len(b):
        return False
    plain = [w.replace(",sl_options_applied=0", "") for w in a]
    return "transform" in a and plain == without_interval(case, plain, b)


def without_interval(case: Case, theirs: list[str], ours: list[str]) -> list[str]:
    """Our words, without what `interval` explains."""
    if any("sl_data_interval" in w for w in theirs):
        return ours
    return [
        ",".join(p for p in w.split(",") if not p.startswith("sl_data_interval"))
        if w.startswith(("SL_", "sl_"))
        else w
        for w in ours
    ]


def interval(case: Case, path: str, a: Any, b: Any) -> bool:
    if not path.endswith(" command"):
        return False
    missing = not any("sl_data_interval" in w for w in a)
    return runtime_options(case, path, a, b) and missing


def start(case: Case, path: str, a: Any, b: Any) -> bool:
    """Any of all inputs, and a check of all of them; here those that can start a
    run, or all where these tick together."""
    if path != "start" or " | " not in a:
        return False
    inputs = set(a.split(" | "))
    return set(b.replace(" & ", " | ").split(" | ")) <= inputs


def monthly(case: Case, path: str, a: Any, b: Any) -> bool:
    return start(case, path, a, b) and case.name == "transform_monthly_and_daily"


def gate(case: Case, path: str, a: Any, b: Any) -> bool:
    if not path.startswith("task start "):
        return False
    return (a, b) in (
        ("ShortCircuitOperator", "PythonOperator"),
        ("ShortCircuitOperator", "EmptyOperator"),
        ("all_done", "all_success"),
    )


def gate_tries(case: Case, path: str, a: Any, b: Any) -> bool:
    return (path, b) in (("task start retries", 10), ("task start retry_delay", 60.0))


def gate_state(case: Case, path: str, a: Any, b: Any) -> bool:
    return path == "task start outlets" and b == [f"lockstep://anchors/{case.name}"]


def deep(case: Case, path: str, a: Any, b: Any) -> bool:
    if case.options.get("run_dependencies_first") != "true":
        return False
    if path == "edges":
        return {x for e in a for x in e} < {x for e in b for x in e}
    if path in ("tasks", "commands"):
        return len(b) > len(a)
    return path.startswith(("task ", "retries")) and a is None


def implied_edges(case: Case, path: str, a: Any, b: Any) -> bool:
    """Only edges from one task to another that a longer way joins, too."""
    if path != "edges" or not set(b) < set(a):
        return False
    behind: dict[str, set[str]] = {}
    for before, after in b:
        behind.setdefault(before, set()).add(after)

    def reaches(start: str, goal: str) -> bool:
        return start == goal or any(reaches(n, goal) for n in behind.get(start, ()))

    return all(reaches(before, after) for before, after in set(a) - set(b))


def freshness(case: Case, path: str, a: Any, b: Any) -> bool:
    return case.name == "transform_freshness" and path.endswith(" command")


def split(case: Case, path: str, a: Any, b: Any) -> bool:
    """Tasks over tables without any schedule: together there, apart here."""
    if "cron" in str(case.tree).replace("'cron': 'None'", ""):
        return False
    if path in ("number of pipelines", "id", "tasks", "edges", "start"):
        return True
    if path == "commands":
        return all(words in a for words in b)
    return path.startswith(("task ", "retries")) and b is None


def models(case: Case, path: str, a: Any, b: Any) -> bool:
    if not any(n["data"]["typ"] == "model" for n in case.tree):
        return False
    if path in ("tasks", "edges"):
        return "_table'" in str(a) and len(a) == len(b)
    if path == "commands":
        return len(a) == len(b) and "load" in str(a)
    return path.startswith(("task ", "retries")) and (a is None or b is None)


def cron_names(case: Case, path: str, a: Any, b: Any) -> bool:
    """Starlake numbers them; here `0 * * * *` is hourly however it is written."""
    if a is None or b is None:
        ours = re.search("_hourly$", path) and a is None
        return bool(ours or (re.search(r"_cron\d+$", path) and b is None))
    return re.sub(r"cron\d+", "hourly", str(a)) == str(b)


DIFFERENCES = [
    Difference("description of a DAG without one", described, AIRFLOW),
    Difference("tags", tags, AIRFLOW),
    Difference("the DAG's own dataset on `end`", own_dataset, AIRFLOW),
    Difference("`end` behind a domain that was skipped", end_rule, AIRFLOW),
    Difference("who decides whether a domain is loaded", check_decides, AIRFLOW),
    Difference("an ack file that is not there", ack_waits, AIRFLOW),
    Difference("date in the path of an ack file", ack_date, AIRFLOW),
    Difference("`start_date`", start_date, AIRFLOW),
    Difference("no `sl_env_var`", no_options),
    Difference("options that events carry (`sl_options`)", runtime_options, AIRFLOW),
    Difference("interval of a DAG with an input without schedule", interval, AIRFLOW),
    Difference("what starts a DAG of several inputs", start, AIRFLOW),
    Difference("monthly and daily inputs (pull 883)", monthly, AIRFLOW),
    Difference("the check at the start", gate, AIRFLOW),
    Difference("tries of that check", gate_tries, AIRFLOW),
    Difference("where the check remembers", gate_state, AIRFLOW),
    Difference("`run_dependencies_first`", deep),
    Difference("`freshness` without a schedule", freshness, AIRFLOW),
    Difference("a DAG of tasks whose inputs have no schedules", split),
    Difference("edges that others imply", implied_edges, ("dagster",)),
    Difference("typ `model` of 2023", models),
    Difference("schedules that are no presets, in names", cron_names),
]
