"""What lockstep writes beside what Starlake's own libraries make of the same
input: tasks, edges, command lines, environments, schedules, datasets. Where
they differ, the difference is a row of docs/starlake.md.

usage: prove.py ENGINE-VERSION LOCKSTEP SOURCE WORK
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import behaviours
from cases import ENV, Case, load_cases, presets, real_cases, transform_cases
from common import Lockstep, Proofs
from differences import DIFFERENCES
from reference import write

ENGINE, VERSION = sys.argv[1].split("-")
LOCKSTEP, SOURCE, WORK = Lockstep(sys.argv[2]), Path(sys.argv[3]).resolve(), Path(sys.argv[4])
PROOFS = Proofs()
DATA = SOURCE.parent / "shared" / "data"

Shape = dict[str, Any]


def project_of(case: Case, folder: Path) -> Path:
    """The same input as a project of lockstep (JSON is YAML)."""
    folder.mkdir(parents=True)
    target: dict[str, Any] = {"sl_env_var": ENV, "start_date": "2025-01-01"}
    target.update(case.options)
    target = {name: value for name, value in target.items() if value}
    if case.filtered:
        target["filtered_datasets"] = case.filtered
    if case.jobs:
        target["jobs"] = case.jobs
    datasets: dict[str, Any] = {}
    for name, schedule in case.tables.items():
        key = "cron" if schedule and " " in schedule else "schedule"
        datasets[name] = {key: schedule} if schedule else {"trigger": "none"}
    names = [n["data"].get("sink") or n["data"]["name"] for n in case.tree]
    for name in names if case.cron else []:
        datasets[name] = {"cron": presets(case.cron)}
    project: dict[str, Any] = {
        "version": 1,
        "datasets": datasets,
        "pipelines": [
            {"name": case.name, "select": names or ["*"], "target": target}
        ],
    }
    if case.tree:
        (folder / "tree.json").write_text(json.dumps(case.tree))
        project["include"] = ["tree.json"]
    (folder / "lockstep.yaml").write_text(json.dumps(project))
    return folder


def emitted(case: Case) -> Path | None:
    """The folder that lockstep wrote for a case."""
    folder = WORK / "lockstep" / case.name
    project = project_of(case, WORK / "projects" / case.name)
    pipelines = LOCKSTEP.emit(ENGINE, VERSION, [str(project)], folder)
    return folder if pipelines is not None else None


def differences(theirs: Shape, ours: Shape) -> list[tuple[str, Any, Any]]:
    """What differs, by path: `tags`, `load_x command`."""
    found = []
    for key in sorted(theirs.keys() | ours.keys()):
        a, b = theirs.get(key), ours.get(key)
        if isinstance(a, dict) and isinstance(b, dict):
            found += [(f"{key} {k}", x, y) for k, x, y in differences(a, b)]
        elif a != b:
            found.append((key, a, b))
    return found


def compare(
    case: Case, theirs: dict[str, Shape], ours: dict[str, Shape]
) -> set[str]:
    """Every difference of a case has a row; which rows it has shown."""
    shown = set()
    # Tables of a lineage have DAGs of their own, which the case does not ask for.
    ours = {k: v for k, v in ours.items() if k.startswith(case.name)}
    found = [("number of pipelines", len(theirs), len(ours))]
    for name, shape in [("", {}), *ours.items()]:
        if name:
            twin = name if name in theirs else closest(shape, theirs)
            found = [*differences(theirs[twin], shape), ("id", twin, name)]
        found = [(path, a, b) for path, a, b in found if a != b]
        for path, a, b in found:
            rows = [d for d in DIFFERENCES if d.explains(ENGINE, case, path, a, b)]
            shown.update(d.row for d in rows)
            if not rows:
                PROOFS.same(f"{case.name} {name}: {path}", b, a)
    return shown


def closest(shape: Shape, theirs: dict[str, Shape]) -> str:
    """The DAG that has most tasks in common."""
    tasks = set(shape["tasks"])
    return max(sorted(theirs), key=lambda name: len(tasks & set(theirs[name]["tasks"])))


def prove(cases: list[Case], reading: Callable[[Path, str], dict[str, Shape]]) -> None:
    shown: set[str] = set()
    for case in cases:
        reference = WORK / "starlake" / case.name
        reference.mkdir(parents=True)
        write(case, ENGINE, reference)
        folder = emitted(case)
        if folder is None:
            rows = [d.row for d in DIFFERENCES if d.explains(ENGINE, case, "refused", "", "")]
            PROOFS.same(f"{case.name}: lockstep refuses it", bool(rows), True)
            shown.update(rows)
            continue
        theirs = reading(reference, "starlake")
        ours = reading(folder, "lockstep")
        shown |= compare(case, theirs, ours)
    expected = {d.row for d in DIFFERENCES if ENGINE in d.engines}
    PROOFS.same("differences that nothing shows", sorted(expected - shown), [])
    PROOFS.done(f"{len(cases)} DAG files of Starlake, {len(shown)} differences")


def prove_documented() -> None:
    """The tables of docs/starlake.md have these rows and no others."""
    text = (SOURCE / "docs" / "starlake.md").read_text()
    part = text.partition("## Line by line")[2].partition("\n## ")[0]
    rows = [line.split("|")[1].strip() for line in part.splitlines() if line[:1] == "|"]
    known = {d.row for d in DIFFERENCES} | behaviours.ROWS.keys()
    PROOFS.same("rows of docs/starlake.md", sorted(rows[2:]), sorted(known))


def main() -> None:
    if ENGINE == "airflow":
        from airflow_side import shapes
    else:
        from dagster_side import shapes
    cases = load_cases() + transform_cases()
    if DATA.is_dir():
        cases += real_cases(DATA)
    else:
        print("SKIPPED: the real inputs of ../shared/data are not here")
    prove(cases, shapes)
    if ENGINE == "airflow":
        behaviours.prove_behaviours(LOCKSTEP, WORK, PROOFS)
    prove_documented()
    PROOFS.end()


if __name__ == "__main__":
    main()
