"""Kill the real server again and again while another process taps: nothing acknowledged is lost, nothing is doubled.

    uv run python -m tests.faults.kill_the_server --kills 200 [--database URL]

Prints its figures as JSON, and ends with 1 if any of them is not as it must be.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path

from tests.conftest import HOME, Served, free_port
from trial.actions import planning, sign_ins
from trial.ledger.entries import ReadingTaken
from trial.ledger.facts import Dose, Person
from trial.rules.roles import Recorder
from trial.store import Store, open_store

BEDS = 4
LONGEST_SECONDS = 0.5
"""So long after the first acknowledgement the server may live."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of it. `unknown` were stored although no answer ever said so."""

    kills: int
    acknowledged: int
    lost: int
    doubled: int
    unknown: int
    refused: int
    entries: int
    trials: int
    seconds: float

    @property
    def as_it_must_be(self) -> bool:
        return self.acknowledged > self.kills and (self.lost, self.doubled, self.unknown, self.refused) == (0, 0, 0, 0)


def run(kills: int, folder: Path, address: str, seed: int = 7) -> Figures:
    """Kill the server `kills` times at random moments of entry; the ledger is verified as it goes, and at the end."""
    chance, started = random.Random(seed), time.monotonic()
    store = open_store(address)
    beds = [_bed(store, number) for number in range(BEDS)]
    log, stop = folder / "acknowledged.log", folder / "stop"
    log.touch()
    environment = os.environ | {"ITB_DATABASE_URL": address, "ITB_TIMEZONE": "Europe/London"}
    served = Served(free_port(), folder / "unused.db", environment)
    command = [sys.executable, "-m", "tests.faults.tapping_client", served.url, json.dumps(beds), str(log), str(stop)]
    client = subprocess.Popen(command, cwd=HOME)
    try:
        for number in range(kills):
            before = log.stat().st_size
            served.start()
            while log.stat().st_size == before:
                _check_alive(client)
                time.sleep(0.005)
            time.sleep(chance.uniform(0, LONGEST_SECONDS))
            served.kill()
            if number % 10 == 9:
                store.verify()
                assert acknowledged_in(log) <= times_kept(store, beds).keys()
        served.start()
        stop.touch()
        if client.wait(60):
            raise RuntimeError(f"The client ended with {client.returncode}.")
    finally:
        client.kill()
        client.wait()
        served.stop()
    acknowledged, kept = acknowledged_in(log), times_kept(store, beds)
    entries, trials = store.verify()
    store.close()
    return Figures(
        kills=kills,
        acknowledged=len(acknowledged),
        lost=len(acknowledged - kept.keys()),
        doubled=sum(1 for count in kept.values() if count > 1),
        unknown=len(kept.keys() - acknowledged),
        refused=sum(line.startswith("refused") for line in log.read_text().splitlines()),
        entries=entries,
        trials=trials,
        seconds=round(time.monotonic() - started, 1),
    )


def _bed(store: Store, number: int) -> dict[str, str]:
    name = f"K Tan {number}"
    opened = planning.open_trial(store, person=Person(identifier=f"TEST-{number}", name="Ann Example"), by=name)
    planning.plan_dose(store, opened.id, Dose(number=1, micrograms=Decimal(25)), by=name)
    token = sign_ins.issue_pass(store, recorder=Recorder(name=name), trial=opened.id)
    return {"trial": opened.id, "token": token, "recorder": sign_ins.recorder_id(store, Recorder(name=name))}


def times_kept(store: Store, beds: list[dict[str, str]]) -> Counter[str]:
    """How often each id is in the ledger itself, whatever the trial made of it."""
    facts = (fact for bed in beds for _, fact in store.facts(bed["trial"]))
    return Counter(fact.reading.id for fact in facts if isinstance(fact, ReadingTaken))


def acknowledged_in(log: Path) -> set[str]:
    return {line for line in log.read_text().split("\n")[:-1] if not line.startswith("refused")}


def _check_alive(client: subprocess.Popen[bytes]) -> None:
    if client.poll() is not None:
        raise RuntimeError(f"The client ended with {client.returncode}.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", help="an empty one; a new SQLite file without this")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = run(asked.kills, Path(folder), asked.database or f"sqlite:///{folder}/trials.db", asked.seed)
    sys.stdout.write(json.dumps(asdict(figures)) + "\n")
    sys.exit(0 if figures.as_it_must_be else 1)


if __name__ == "__main__":
    main()
