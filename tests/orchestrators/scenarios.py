"""Random sensors with events that are late, lost, repeated and out of order, and
what lockstep says that they start."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

from common import Lockstep, text

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "lib/emit/runtime"))
from lockstep_ticks import Cron

BEGIN = datetime(2030, 3, 30, tzinfo=timezone.utc)
CRONS = ["0 * * * *", "0 0 * * *", "0 6 * * *", "30 */6 * * *", "0 0 * * 1"]
MODES = ["aligned", "aligned", "aligned", "any", "all", "expression"]


class Job:
    """A sensor over two or three inputs, and some hours of events."""

    def __init__(self, number: int, random: Random) -> None:
        self.name = f"s{number}.job"
        self.mode = random.choice(MODES)
        letters = "abc"[: random.randint(2, 3)]
        self.inputs = {f"s{number}.{c}": random.choice(CRONS) for c in letters}
        self.trigger = self.mode
        if self.mode == "expression":
            first, *rest = self.inputs
            self.trigger = f"{first} & ({' | '.join(rest)})"
        begin = BEGIN + timedelta(days=number % 300)
        self.events = self._events(random, begin)

    def _events(
        self, random: Random, begin: datetime
    ) -> list[tuple[datetime, str, datetime]]:
        """When, dataset, scheduled date. The anchor of a run that its slots start
        is the greatest date so far, which Airflow knows of the run's own events
        alone: they come in the order of their dates."""
        found = []
        for name, cron in self.inputs.items():
            at = int((begin + timedelta(hours=7)).timestamp())
            for _ in range(random.randint(3, 6)):
                tick = Cron(cron).prev(at)
                assert tick is not None
                at = tick - 1
                if random.random() < 0.15:
                    continue
                date = datetime.fromtimestamp(tick, timezone.utc)
                late = random.choice([1, 1, 2, 5, 90, 400]) * 60
                came = max(date, begin) + timedelta(
                    seconds=late + random.randint(0, 59)
                )
                found.append((came, name, date))
                if random.random() < 0.1:
                    again = came + timedelta(seconds=random.randint(1, 9000))
                    found.append((again, name, date))
        found.sort()
        if self.mode == "aligned":
            return found
        dates = sorted(date for _, _, date in found)
        in_order = []
        for at, name, date in found:
            if all(date >= earlier for _, _, earlier in in_order):
                in_order.append((at, name, date))
        return in_order if dates else []

    def shown(self) -> str:
        return ", ".join(f"{text(at)} {name} {text(d)}" for at, name, d in self.events)


def random_jobs(count: int) -> list[Job]:
    random = Random(6)
    return [Job(number, random) for number in range(count)]


def project_of(jobs: list[Job], gate: str) -> str:
    """A lockstep.yaml (JSON is YAML) with a pipeline for each job."""
    datasets: dict[str, Any] = {}
    for job in jobs:
        datasets.update({name: {"cron": cron} for name, cron in job.inputs.items()})
        datasets[job.name] = {"inputs": list(job.inputs), "trigger": job.trigger}
    pipeline = {"name": "{{domain}}_{{name}}", "select": ["*"]}
    pipeline["target"] = {"gate": gate, "retries": 0}  # type: ignore[assignment]
    return json.dumps({"version": 1, "datasets": datasets, "pipelines": [pipeline]})


def simulate(
    lockstep: Lockstep, job: Job, starters: list[str], project: str, policy: str
) -> list[tuple[str, str]]:
    """Starts with their anchors: the gate asked at every event that can start it.
    Asked of a project with this job alone, below `project`: reading all of them
    each time takes longer than everything else."""
    alone = Path(project) / "alone" / job.name
    alone.mkdir(parents=True)
    (alone / "lockstep.yaml").write_text(project_of([job], "always"))
    known: list[dict[str, str]] = []
    found = []
    for at, name, date in job.events:
        known.append({"dataset": name, "scheduled_date": text(date), "at": text(at)})
        if name not in starters:
            continue
        words = ["gate", job.name, str(alone), "--at", text(at), "--dst", policy]
        given = "\n".join(map(json.dumps, known))
        answer = lockstep.run(*words, "--format", "json", "--quiet", given=given)
        decision = json.loads(answer.stdout)
        if decision["start"]:
            anchor = decision["anchor"]
            found.append((text(at), anchor))
            known.append(
                {"dataset": job.name, "scheduled_date": anchor, "at": text(at)}
            )
    return found
