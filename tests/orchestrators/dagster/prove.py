"""Everything lockstep says about Dagster, asked of Dagster itself.

usage: prove.py VERSION LOCKSTEP SOURCE WORK [PROOF...]
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from common import CRONS, ZONES, Lockstep, Proofs, first_difference, text

VERSION, BINARY, SOURCE, WORK = (
    sys.argv[1],
    sys.argv[2],
    Path(sys.argv[3]),
    Path(sys.argv[4]),
)
LOCKSTEP, PROOFS = Lockstep(BINARY), Proofs()


def prove_sample_ticks() -> None:
    """Ticks over two years, every change of the clocks among them."""
    import dagster as dg
    from probe import ticks

    @dg.op
    def nothing() -> None: ...

    @dg.job
    def job() -> None:
        nothing()

    count = 0
    for zone in ZONES:
        low = datetime(2024, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(timezone.utc)
        high = low + timedelta(days=731)
        for crons in [[cron] for cron in CRONS] + [CRONS[1:4]]:
            if zone == "Australia/Lord_Howe" and crons == ["0 * * * *"]:
                continue  # Dagster fires at :30 for ever after April's half hour
            schedule = dg.ScheduleDefinition(
                name="s", job=job, cron_schedule=crons, execution_timezone=zone
            )
            given = [{"cron": cron, "timezone": zone} for cron in crons]
            want = [text(t) for t in LOCKSTEP.ticks(given, "dagster", low, high)]
            got = [text(t) for t in ticks(schedule, low, high)]
            count += len(want)
            PROOFS.same(f"{crons} {zone}: number of runs", len(got), len(want))
            PROOFS.same(f"{crons} {zone}", first_difference(got, want), None)
    PROOFS.done(f"sample ticks: {count} runs in {len(ZONES)} zones over two years")


def main() -> None:
    for name in sys.argv[5:] or ["sample_ticks"]:
        globals()[f"prove_{name}"]()
    PROOFS.end()


if __name__ == "__main__":
    main()
