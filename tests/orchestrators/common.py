"""What the proofs on all engines share: the program under test, its answers,
and a list of what was proved and what failed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

SHOWN = 10  # failures of one proof that are shown
ONLY = os.environ.get("LOCKSTEP_ONLY", "")  # projects whose names hold this


ZONES = ["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe"]
CRONS = [
    "0 * * * *",
    "0 0 * * *",
    "30 2 * * *",
    "0 */6 * * *",
    "15,45 1-3 * * *",
    "0 9 * * 1-5",
    "0 0 1 * *",
    "59 23 * * 0",
    "30 1 29 2 *",
    "0 2 31 * *",
]


class Proofs:
    """Counts what holds; says what does not."""

    def __init__(self) -> None:
        self.failed = 0
        self.began = time.monotonic()

    def same(self, what: str, got: Any, expected: Any) -> bool:
        if got == expected:
            return True
        self.failed += 1
        if self.failed <= SHOWN:
            print(f"FAILED {what}\n  engine:   {got}\n  lockstep: {expected}")
        return False

    def done(self, what: str) -> None:
        seconds = time.monotonic() - self.began
        print(f"{what} ({seconds:.0f} s, {self.failed} failed)", flush=True)

    def end(self) -> None:
        sys.stdout.flush()
        os._exit(1 if self.failed else 0)  # engines leave threads behind


class Lockstep:
    """The program under test."""

    def __init__(self, binary: str) -> None:
        self.binary = binary

    def run(self, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.binary, *words], input=given, capture_output=True, text=True
        )

    def emit(
        self, target: str, version: str, inputs: list[str], folder: Path
    ) -> list[dict[str, Any]] | None:
        """Writes pipelines; what they are, or None if the target cannot say it."""
        words = ["emit", target, *inputs, "--target-version", version, "--quiet"]
        written = self.run(*words, "--output", str(folder))
        if written.returncode not in (0, 1) or not any(folder.glob("*.json")):
            return None
        shown = self.run(*words, "--format", "json")
        pipelines: list[dict[str, Any]] = json.loads(shown.stdout)["pipelines"]
        return pipelines

    def ticks(
        self, crons: list[dict[str, str]], policy: str, low: datetime, high: datetime
    ) -> list[datetime]:
        """The ticks of a union in [low, high)."""
        found: set[datetime] = set()
        for cron in crons:
            at: str | None = text(low - timedelta(seconds=1))
            while at is not None:
                request = {
                    "op": "next",
                    "cron": cron["cron"],
                    "timezone": cron["timezone"],
                    "dst": policy,
                    "from": at,
                    "n": 1_000,
                }
                answer = self.run("cron", "eval", given=json.dumps(request)).stdout
                more: list[str] = json.loads(answer)["ticks"]
                near = [t for t in more if t[0] != "+" and t < text(high)]
                found.update(map(instant, near))
                at = near[-1] if len(near) == 1_000 else None
        return sorted(found)


def instant(text_: str) -> datetime:
    return datetime.fromisoformat(text_.replace("Z", "+00:00"))


def text(at: datetime) -> str:
    return at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


KINDS = "projects", "ok", "err"


def projects(
    source: Path, kinds: tuple[str, ...] = KINDS
) -> Iterator[tuple[str, list[str]]]:
    """Every project of the fixtures, and the real inputs if they are there."""
    return (found for found in _all_projects(source, kinds) if ONLY in found[0])


def _all_projects(
    source: Path, kinds: tuple[str, ...]
) -> Iterator[tuple[str, list[str]]]:
    for kind in kinds:
        for folder in sorted((source / "fixtures" / kind).iterdir()):
            if (folder / "lockstep.yaml").exists():
                yield f"{kind}/{folder.name}", [str(folder)]
    real = source.parent / "shared" / "data" / "task_deps"
    if not real.is_dir():
        print("SKIPPED: the real inputs of ../shared/data are not here")
    for file in sorted(real.glob("*.json")) if real.is_dir() else []:
        yield f"task_deps/{file.name}", [str(file)]


def words_of(command: list[list[dict[str, str]]], values: dict[str, str]) -> list[str]:
    """A command of the pipeline with its placeholders filled in."""
    return [
        "".join(p["text"] if "text" in p else values[p["value"]] for p in word)
        for word in command
    ]


def recorded(folder: Path) -> list[list[str]]:
    """What bin/starlake was called with since the last time; sorted."""
    calls = []
    for file in folder.iterdir():
        calls.append(file.read_text().split("\0")[:-1])
        file.unlink()
    return sorted(calls)


def first_difference(got: list[Any], want: list[Any]) -> Any:
    """The first pair of unlike items, or None."""
    return next(((g, w) for g, w in zip(got, want) if g != w), None)
