"""Import files that something happened to: each is refused in a sentence and leaves nothing, or added and makes sense.

    uv run python -m tests.faults.mutated_files --count 10000

Prints its figures as JSON, and ends with 1 if any file ended in anything but a sentence or a trial that makes sense.
"""

import argparse
import copy
import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from tests.conftest import HOME
from tests.temporary_store import TemporaryStore
from trial.actions.exporting import export
from trial.actions.importing import import_file
from trial.brief.panels import panels_of
from trial.errors import TrialError
from trial.files.summary import as_json
from trial.meaning.summary import summarise
from trial.store import Store, open_store

READINGS = 12
"""So many readings a dose are left of the invented trials, so that a mutation hits something else as often."""
RAW = "raw:"
HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 5, 10**30, -0.0, 1e-300, 3.5, "", " ", "0", "1+", "4-", "measured", "baseline", "+4h",
    "+99h", "extra", "person", "T-1", "../../etc/passwd", "'; DROP TABLE entries; --", "<script>alert(1)</script>",
    "=1+1", "%s%n{0}${x}", "x" * 10_001, "\u0000", "\u202e abc", "\ud800", "é" * 50, "🧠", "\n\n", "#1", "null",
    [], {}, [[]], [None], {"": None}, {"kind": "signed"}, [1] * 300,
    "2026-11-18T09:40:00+00:00", "2026-11-18T09:40:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "2026-02-30T00:00:00+00:00", "2026-11-18T09:40:60+00:00", "1583-01-01", "2026-11-18",
    *(RAW + one for one in ("NaN", "-Infinity", "1e400", "1e-400", "1e1000000", "1" * 5000, "0x10")),
    *(RAW + one for one in ("01", "1_0", "'a'", "")),
)  # fmt: skip


def sources() -> list[dict[str, Any]]:
    """The invented trials, thinned out."""
    found = []
    for file in sorted((HOME / "data" / "demo").glob("*.json")):
        record = json.loads(file.read_bytes())
        for dose in record["doses"]:
            step = max(1, len(dose["readings"]) // READINGS)
            dose["readings"] = dose["readings"][::step]
        found.append(record)
    return found


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything in a record."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield (*path, key)
        yield from places(value, (*path, key))


def mutated(record: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A record with one to four things changed in it."""
    record = copy.deepcopy(record)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        every = list(places(record))
        if not every:
            break
        *way, last = chance.choice(every)
        holder = record
        for key in way:
            holder = holder[key]
        _mutate(holder, last, record, every, chance)
    return record


def _mutate(holder: Any, key: Any, record: Any, every: list[tuple[Any, ...]], chance: random.Random) -> None:
    match chance.randrange(8):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, list):
            holder.insert(chance.randrange(len(holder) + 1), copy.deepcopy(holder[key]))
        case 1 | 2 if isinstance(holder, dict):
            holder[chance.choice(("note", "id", "kind", "v", "trial", "x", f"{key} ", str(key).upper()))] = holder.pop(
                key
            )
        case 3:
            there = record
            for step in chance.choice(every):
                there = there[step]
            holder[key] = copy.deepcopy(there)
        case 4 if isinstance(holder[key], str):
            place = chance.randrange(len(holder[key]) + 1)
            holder[key] = (
                holder[key][:place]
                + chance.choice(("", "x", "9", "-", "\u0007", "Z", "+25:00"))
                + holder[key][place + 1 :]
            )
        case 5 if isinstance(holder[key], int | float) and not isinstance(holder[key], bool):
            holder[key] = chance.choice(
                (-holder[key], holder[key] * 10, holder[key] + 0.1, holder[key] * 1e6, str(holder[key]))
            )
        case 6:
            holder[key] = [holder[key]]
        case _:
            holder[key] = chance.choice(HOSTILE)


def as_text(record: dict[str, Any]) -> str:
    """The record as JSON, with what JSON itself could not say put in unchanged."""
    said = json.dumps(record, ensure_ascii=True, indent=1)
    for value in HOSTILE:
        if isinstance(value, str) and value.startswith(RAW):
            said = said.replace(json.dumps(value), value.removeprefix(RAW))
    return said


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Bytes with something knocked out of place."""
    place, other = sorted((chance.randrange(len(data)), chance.randrange(len(data))))
    match chance.randrange(10):
        case 0:
            return data[:place]
        case 1:
            return data[:place] + data[other:]
        case 2:
            return data[:other] + data[place:]
        case 3:
            return data[:place] + bytes(chance.randrange(256) for _ in range(chance.randrange(1, 9))) + data[place:]
        case 4:
            return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]
        case 5:
            return data.decode().encode(chance.choice(("utf-16", "utf-32", "utf-8-sig", "utf-7")))
        case 6:
            return (
                data[:place]
                + chance.choice((b"[" * 100_000, b'{"a":' * 50_000, b"\0", b"\r\n", b"\xed\xa0\x80"))
                + data[place:]
            )
        case 7:
            return data + data
        case 8:
            return data[:place] + chance.choice((b",", b":", b'"', b"}", b"]", b"//", b"\\u0000")) + data[place + 1 :]
        case _:
            return bytes(chance.randrange(256) for _ in range(chance.randrange(2000)))


def files(count: int, seed: int) -> Iterator[bytes]:
    """So many import files, three in four changed in what they say, the others in their bytes."""
    chance, whole = random.Random(seed), sources()
    for number in range(count):
        record = chance.choice(whole)
        if number % 4:
            yield as_text(mutated(record, chance)).encode("utf-8", "surrogatepass")
        else:
            yield damaged(json.dumps(record).encode(), chance)


@dataclass(slots=True)
class Figures:
    """What became of the files. `faults` holds what ended in no sentence, or was stored in part."""

    files: int = 0
    refused: int = 0
    added: int = 0
    longest_seconds: float = 0
    seconds: float = 0
    largest_megabytes: int = 0
    faults: list[str] = field(default_factory=list)


def run(count: int, seed: int, folder: Path) -> Figures:
    """Import every file into an empty store and into a database that fills; verify the database at the end."""
    figures, began = Figures(), time.monotonic()
    address = f"sqlite:///{folder / 'trials.db'}"
    engine = create_engine(address)
    with closing(open_store(address)) as store:
        for number, data in enumerate(files(count, seed)):
            started = time.monotonic()
            for problem in (_alone(data, figures), _beside(store, data, lambda: _rows(engine))):
                if problem:
                    figures.faults.append(f"file {number} of seed {seed}: {problem}")
                    (folder / f"fault_{number}.json").write_bytes(data)
            figures.files += 1
            figures.longest_seconds = round(max(figures.longest_seconds, time.monotonic() - started), 2)
        store.verify()
    engine.dispose()
    figures.seconds = round(time.monotonic() - began, 1)
    figures.largest_megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def _alone(data: bytes, figures: Figures) -> str:
    """What is wrong with how an empty store takes a file; empty if nothing."""
    store = TemporaryStore()
    try:
        done = import_file(store, data, by="K Tan", where="file.json")
    except TrialError as refusal:
        figures.refused += 1
        return "kept in part" if store.verify() != (0, 0) else _unfit(str(refusal))
    except Exception as fault:  # noqa: BLE001 - whatever comes is what is looked for
        return repr(fault)[:300]
    figures.added += 1
    try:
        return _senseless(store, done.trial)
    except Exception as fault:  # noqa: BLE001
        return f"added, then {fault!r}"[:300]


def _senseless(store: Store, trial: str) -> str:
    now = store.trial(trial)
    summary = summarise(now)
    json.dumps(as_json(summary), allow_nan=False, default=float)
    panels_of(summary)
    written = export(store, trial, "json", by="K Tan")
    other = TemporaryStore()
    import_file(other, written, by="K Tan")
    if export(other, trial, "json", by="K Tan") != written:
        return "export, import, export are not the same bytes"
    return "" if not import_file(store, written, by="K Tan").added else "the same file was added twice"


def _beside(store: Store, data: bytes, rows: Callable[[], list[int]]) -> str:
    before = rows()
    try:
        import_file(store, data, by="K Tan")
    except TrialError:
        return "" if rows() == before else "kept in part"
    except Exception as fault:  # noqa: BLE001
        return repr(fault)[:300]
    return ""


def _rows(engine: Any) -> list[int]:
    tables = ("entries", "heads", "sealed", "worklist", "words")
    with engine.connect() as connection:
        return [connection.scalar(text(f"SELECT count(*) FROM {one}")) for one in tables]  # noqa: S608


def _unfit(sentence: str) -> str:
    """Whether a refusal is no sentence for a person."""
    unfit = len(sentence) > 600 or "\n" in sentence or "Traceback" in sentence
    return f"no sentence: {sentence[:200]!r}" if unfit else ""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = run(asked.count, asked.seed, Path(folder))
    sys.stdout.write(json.dumps(asdict(figures), ensure_ascii=True) + "\n")
    sys.exit(1 if figures.faults else 0)


if __name__ == "__main__":
    main()
