"""Damaged files, and files made to do harm: a sentence, nothing stored in part, no endless work."""

import copy
import json
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from struct import pack
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile
from zlib import crc32

import pytest

from tests.faults.mutated_files import places, run
from tests.temporary_store import TemporaryStore
from trial.actions import exporting, importing, planning
from trial.errors import TrialError
from trial.files.plan_templates import templates
from trial.files.record import LARGEST_BYTES, read_record
from trial.ledger.entries import Fact, Head, Opened
from trial.ledger.facts import Dose, Person, Trial
from trial.meaning.limits import LIMITS
from trial.settings import HOME
from trial.store import Store, ledger_rows, open_store

T0 = datetime(2026, 11, 18, 9, 40, tzinfo=UTC)
MOST_MEGABYTES = 400


def test_five_hundred_mutated_records_end_in_a_sentence_or_in_a_trial_that_makes_sense(tmp_path: Path) -> None:
    figures = run(500, 3, tmp_path)
    assert figures.faults == []
    assert (figures.files, figures.added > 20, figures.refused > 300) == (500, True, True)


BEYOND = (
    "1e1000000", "-1e1000000", "1e-1000000", "9" * 1_000_000, "1." + "9" * 1_000_000, "1e" + "9" * 30, "0e" + "9" * 30,
)  # fmt: skip


@pytest.mark.parametrize("number", BEYOND, ids=lambda number: number[:12])
def test_a_number_beyond_all_bounds_is_refused_wherever_it_stands(number: str) -> None:
    whole = json.loads((HOME / "tests/app/outside/records/every_key.json").read_bytes())
    for *way, last in places(whole):
        tree = copy.deepcopy(whole)
        holder = tree
        for key in way:
            holder = holder[key]
        if type(holder[last]) in (int, float):
            holder[last] = "@"
            with pytest.raises(TrialError):
                read_record(json.dumps(tree).replace('"@"', number).encode())


def test_a_number_beyond_all_bounds_takes_no_good_file_of_its_batch_with_it(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        tree = {"format": "itb-trial-record/1", "trial": f"T-{name}", "person": {"identifier": name}}
        dose = {"number": 1, "micrograms": 50} if name != "b" else {"number": 1, "micrograms": "@"}
        (tmp_path / f"{name}.json").write_text(json.dumps(tree | {"doses": [dose]}).replace('"@"', "1e1000000"))
    environment = os.environ | {"ITB_DATABASE_URL": f"sqlite:///{tmp_path / 'trials.db'}", "ITB_TIMEZONE": "UTC"}
    command = [sys.executable, "-m", "trial", "import", *(str(tmp_path / f"{name}.json") for name in "abc")]
    done = subprocess.run(command, cwd=HOME, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "b.json: doses[0].micrograms: This must be an ordinary number." in done.stderr
    assert [line.rpartition(": ")[2] for line in done.stdout.splitlines()] == ["T-a added.", "T-c added."]


@pytest.fixture
def store() -> Iterator[Store]:
    opened = TemporaryStore()
    yield opened
    opened.close()


@pytest.fixture
def form(store: Store) -> bytes:
    """The blank form of a trial whose dose was given."""
    person = Person(identifier="TEST-1", name="Ann Example")
    plan = templates()["short_ward"].plan()
    opened = planning.open_trial(store, person=person, plan=plan, zone="Europe/London", by="K Tan", at=T0)
    dose = Dose(number=1, micrograms=Decimal(25))
    planning.plan_dose(store, opened.id, dose, by="K Tan", at=T0)
    planning.give_dose(store, opened.id, replace(dose, given_at=T0, reason="agreed"), by="K Tan", at=T0)
    return exporting.export(store, opened.id, "proforma", by="K Tan")


def refused(store: Store, data: bytes) -> str:
    """The sentence with which a spreadsheet is refused; fails if anything of it is stored."""
    before = [store.head(trial) for trial in store.trials()]
    with pytest.raises(TrialError) as refusal:
        importing.import_file(store, data, by="K Tan", where="form.xlsx")
    assert [store.head(trial) for trial in store.trials()] == before
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def parts_of(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    whole = BytesIO()
    with ZipFile(whole, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return whole.getvalue()


def first_sheet(parts: dict[str, bytes]) -> str:
    return sorted(name for name in parts if name.startswith("xl/worksheets/sheet"))[0]


def zeros(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Two hundred megabytes of nothing in one part."""
    return parts | {"xl/media/image1.png": b"\0" * 200_000_000}


def many_parts(parts: dict[str, bytes]) -> dict[str, bytes]:
    return parts | {f"xl/media/{number}.xml": b"x" for number in range(5_000)}


def wide(parts: dict[str, bytes]) -> dict[str, bytes]:
    """A sheet that says it is as large as a sheet can be, with a cell in its last corner."""
    name = first_sheet(parts)
    cell = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return parts | {name: parts[name].replace(b"</sheetData>", cell)}


def laughing(parts: dict[str, bytes]) -> dict[str, bytes]:
    """A billion laughs: entities of entities."""
    entities = b"".join(
        b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10 if number else b"ha" * 10) for number in range(10)
    )
    name = first_sheet(parts)
    body = parts[name].partition(b"<worksheet")[2]
    return parts | {name: b'<?xml version="1.0"?><!DOCTYPE w [' + entities + b"]><worksheet" + body}


def outside(parts: dict[str, bytes]) -> dict[str, bytes]:
    """An entity that names a file of this machine."""
    name = first_sheet(parts)
    body = parts[name].partition(b"<worksheet")[2]
    entity = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet'
    return parts | {name: entity + body.replace(b"<sheetData>", b"<sheetData>&x;")}


def in_utf_16(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The same, where a search for plain letters does not see it."""
    name = first_sheet(parts)
    return parts | {name: outside(parts)[name].decode().replace("?>", ' encoding="utf-16"?>', 1).encode("utf-16")}


def nested(parts: dict[str, bytes]) -> dict[str, bytes]:
    name = first_sheet(parts)
    return parts | {name: parts[name].replace(b"</sheetData>", b"<row>" * 200_000 + b"</sheetData>")}


def within_one_another(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Archives in archives, each fifty megabytes of nothing: none is opened, all are too much."""
    inner = packed({"xl/media/image1.png": b"\0" * 50_000_000})
    for _ in range(3):
        inner = packed({f"{number}.zip": inner for number in range(40)})
    return parts | {"xl/embeddings/more.zip": inner * 40, "xl/media/image1.png": b"\0" * 60_000_000}


def many_texts(parts: dict[str, bytes]) -> dict[str, bytes]:
    """A table of shared texts that unpacks to two hundred megabytes."""
    text = b"<si><t>" + b"x" * 10_000 + b"</t></si>"
    table = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + text * 20_000 + b"</sst>"
    return parts | {"xl/sharedStrings.xml": table}


def laughing_texts(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The billion laughs where the texts are, and not in a sheet."""
    entities = b'<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
    return parts | {"xl/sharedStrings.xml": b"<!DOCTYPE sst [" + entities + b"]><sst><si><t>&b;</t></si></sst>"}


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%b</sheetData></worksheet>'


def many_cells(parts: dict[str, bytes]) -> dict[str, bytes]:
    return parts | {first_sheet(parts): SHEET % (b"<row>" + b"<c/>" * 900_000 + b"</row>")}


def many_styles(parts: dict[str, bytes]) -> dict[str, bytes]:
    return parts | {"xl/styles.xml": parts["xl/styles.xml"].replace(b"</cellXfs>", b"<xf/>" * 700_000 + b"</cellXfs>")}


def many_sheets(parts: dict[str, bytes]) -> dict[str, bytes]:
    """One sheet under ten thousand names."""
    named = b'<sheet name="x" sheetId="1" r:id="rId1"/>' * 10_000
    return parts | {"xl/workbook.xml": parts["xl/workbook.xml"].replace(b"</sheets>", named + b"</sheets>")}


def shared_by_thousands(parts: dict[str, bytes]) -> dict[str, bytes]:
    """One text of three megabytes in ten thousand cells: a copy for each would be thirty gigabytes."""
    table = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t> %b</t></si></sst>'
    row = b"<row>" + b'<c t="s"><v>0</v></c>' * 50 + b"</row>"
    return parts | {"xl/sharedStrings.xml": table % (b"x" * 3_000_000), first_sheet(parts): SHEET % (row * 200)}


def laughing_in_ebcdic(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Entities in letters that a search for plain ones does not see, and the reader of XML does."""
    begins = b'<?xml version="1.0" encoding="cp037"?>'
    return parts | {first_sheet(parts): begins + '<!DOCTYPE w [<!ENTITY a "ha">]><w>&a;</w>'.encode("cp037")}


def climbing(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Parts whose names lead out of the archive; nothing of a form is unpacked to disk. The form is good."""
    return parts | {"../../../../tmp/climbed": b"x", "/etc/climbed": b"x"}


HARMFUL: tuple[Callable[[dict[str, bytes]], dict[str, bytes]], ...] = (
    zeros, many_parts, laughing, outside, in_utf_16, nested, within_one_another, many_texts, laughing_texts,
    many_cells, many_styles, many_sheets, shared_by_thousands, laughing_in_ebcdic,
)  # fmt: skip


@pytest.mark.parametrize("harm", HARMFUL, ids=lambda harm: harm.__name__)
def test_a_spreadsheet_made_to_do_harm_is_refused_in_a_sentence(
    store: Store, form: bytes, harm: Callable[[dict[str, bytes]], dict[str, bytes]]
) -> None:
    assert refused(store, packed(harm(parts_of(form)))).startswith("form.xlsx: ")


@pytest.mark.parametrize("harm", [wide, climbing], ids=lambda harm: harm.__name__)
def test_a_spreadsheet_that_only_pretends_adds_nothing_but_its_own_boxes(
    store: Store, form: bytes, harm: Callable[[dict[str, bytes]], dict[str, bytes]]
) -> None:
    before = [store.head(trial) for trial in store.trials()]
    importing.import_file(store, packed(harm(parts_of(form))), by="K Tan")
    assert [store.head(trial) for trial in store.trials()] == before
    assert not Path("/tmp/climbed").exists()  # noqa: S108


def lying(parts: dict[str, bytes], name: str = "xl/styles.xml", size: int = 60_000_000) -> bytes:
    """An archive whose table of contents says that a large part is small, with the checksum of that little."""
    whole, little = BytesIO(), 100
    with ZipFile(whole, "w", ZIP_DEFLATED) as file:
        for other in parts.keys() - {name}:
            file.writestr(other, parts[other])
        with file.open(name, "w") as part:
            for _ in range(size // 1_000_000):
                part.write(b" " * 1_000_000)
        said = file.getinfo(name)
    data = whole.getvalue().replace(pack("<L", said.CRC), pack("<L", crc32(b" " * little)))
    return data.replace(pack("<L", size), pack("<L", little))


@pytest.mark.parametrize("name", ["xl/styles.xml", "xl/sharedStrings.xml", "xl/media/image1.png"])
def test_a_part_that_says_it_is_smaller_than_it_is_is_never_more_than_it_says(
    store: Store, form: bytes, name: str
) -> None:
    data = lying(parts_of(form), name)
    if name.endswith(".png"):  # which no reader looks into
        assert not importing.import_file(store, data, by="K Tan").added
    else:
        assert "not a spreadsheet" in refused(store, data)


PEAK = """
import sys
from pathlib import Path
from tests.faults.test_bad_files import TrialError, importing
from tests.temporary_store import TemporaryStore

def peak():
    return next(int(line.split()[1]) for line in Path("/proc/self/status").open() if line.startswith("VmHWM"))

store, before = TemporaryStore(), 0
for name in sys.argv[1:]:
    try:
        importing.import_file(store, Path(name).read_bytes(), by="K Tan")
    except TrialError:
        pass
    before = before or peak()
print((peak() - before) // 1000)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="This machine does not tell a process's memory.")
def test_no_archive_takes_more_than_150_megabytes_above_rest(tmp_path: Path, form: bytes) -> None:
    parts = parts_of(form)
    files = {harm.__name__: packed(harm(parts)) for harm in HARMFUL}
    files |= {f"lying_{n}": lying(parts, name, 2_000_000_000) for n, name in enumerate(("xl/styles.xml", "x.png"))}
    styles = parts["xl/styles.xml"].replace(b"</cellXfs>", b"<xf/>" * 80_000 + b"</cellXfs>")
    files["at_the_bound"] = packed(parts | {"xl/styles.xml": styles, "a": b"x" * 3_000_000})
    (tmp_path / "0").write_bytes(form)
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    command = [sys.executable, "-c", PEAK, *(str(tmp_path / name) for name in ("0", *files))]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True, timeout=300)
    assert (done.stderr, done.returncode) == ("", 0)
    assert int(done.stdout) <= 150


def test_mutated_forms_end_in_a_sentence_or_in_what_a_hand_could_have_written(store: Store, form: bytes) -> None:
    chance, parts, ended = random.Random(5), parts_of(form), []
    for number in range(150):
        if number % 3:
            name = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
            content = bytearray(parts[name])
            for _ in range(chance.choice((1, 3, 30))):
                content[chance.randrange(len(content))] = chance.randrange(256)
            data = packed(parts | {name: bytes(content)})
        else:
            place = chance.randrange(len(form))
            data = (
                form[:place]
                + bytes([chance.randrange(256)]) * chance.randrange(1, 9)
                + form[place + chance.randrange(9) :]
            )
        before = [store.head(trial) for trial in store.trials()]
        try:
            importing.import_file(store, data, by="K Tan", where="form.xlsx")
            ended.append("kept")
        except TrialError as refusal:
            ended.append(str(refusal))
            if [store.head(trial) for trial in store.trials()] != before:
                pytest.fail(f"Form {number} was kept in part: {refusal}")
    assert len(ended) - ended.count("kept") > 30
    assert max(len(sentence) for sentence in ended) < 2_000
    store.verify()


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("goals", {"kind": "achieve", "words": "x"}),
        ("doses", {"micrograms": 50, "delivery": "none"}),
        ("decisions", {"outcome": "defer", "reason": "x", "signed_by": "A", "signed_at": "2026-11-18T09:40:00+00:00"}),
    ],
)
def test_a_list_whose_folding_would_hold_up_every_bed_is_refused(
    store: Store, name: str, entry: dict[str, Any]
) -> None:
    number = {"goals": "id", "doses": "number"}.get(name)
    listed = [
        entry | ({number: f"g{n}" if number == "id" else n} if number else {})
        for n in range(1, LIMITS.most_goals_doses_decisions + 2)
    ]
    tree = {"format": "itb-trial-record/1", "trial": "T-1", "person": {"identifier": "X"}, name: listed}
    with pytest.raises(TrialError, match=rf"{name}: There are 1,001 {name}"):
        importing.import_file(store, json.dumps(tree).encode(), by="K Tan")
    assert [*store.trials()] == []
    tree[name] = listed[:-1] if name != "decisions" else []
    assert importing.import_file(store, json.dumps(tree).encode(), by="K Tan").added


def test_a_record_of_more_readings_or_bytes_than_any_day_has_is_refused(store: Store) -> None:
    reading = {"slot": "+1h", "scale": "pain", "item": "rating", "value": 2, "status": "measured"}
    moments = [(T0 + timedelta(hours=1, seconds=second)).isoformat() for second in range(LIMITS.most_readings + 1)]
    dose = {"number": 1, "micrograms": 50, "given_at": T0.isoformat()}
    tree = {"format": "itb-trial-record/1", "trial": "T-1", "person": {"identifier": "X"}}
    tree["doses"] = [dose | {"readings": [reading | {"taken_at": moment} for moment in moments]}]  # type: ignore[assignment]
    with pytest.raises(TrialError, match="doses: There are 10,001 readings"):
        importing.import_file(store, json.dumps(tree).encode(), by="K Tan")
    with pytest.raises(TrialError, match="more than 5,000,000 bytes"):
        importing.import_file(store, b"{" + b" " * LARGEST_BYTES, by="K Tan")
    assert [*store.trials()] == []


def test_while_an_import_makes_its_entries_a_tap_of_another_trial_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'trials.db'}?timeout=0.2")
    stored: list[int] = []
    made = ledger_rows.addition

    def tapped_meanwhile(head: Head, facts: Sequence[Fact], **more: Any) -> ledger_rows.Addition:
        if len(facts) > 2:
            monkeypatch.setattr(ledger_rows, "addition", made)
            planning.open_trial(store, person=Person(identifier=f"TEST-{len(stored)}"), by="K Tan")
            stored.append(len(facts))
        return made(head, facts, **more)

    monkeypatch.setattr(ledger_rows, "addition", tapped_meanwhile)
    importing.import_file(store, (HOME / "data/demo/walker_gains.json").read_bytes(), by="K Tan")
    assert (len(stored), store.verify()[1]) == (1, 2)
    store.close()


def test_an_entry_that_comes_while_an_import_is_made_ready_is_seen_by_it(store: Store) -> None:
    data = (HOME / "data/demo/walker_gains.json").read_bytes()
    trial, made = json.loads(data)["trial"], 0

    def make(there: Trial | None) -> list[Fact]:
        nonlocal made
        made += 1
        if made == 1:
            importing.import_file(store, data, by="K Tan")
        return [Opened(trial=trial, person=Person(identifier="X"))] if there is None else []

    found = store.append(trial, make, at=T0, by="K Tan", is_long=True)
    assert (made, found) == (2, store.trial(trial))
    assert store.verify()[1] == 1


@pytest.mark.parametrize("name", ["bomb.xlsx", "lying.xlsx", "deep.json", "junk.backup"])
def test_the_shell_takes_harmful_files_within_a_bounded_memory(tmp_path: Path, form: bytes, name: str) -> None:
    content = {
        "bomb.xlsx": lambda: packed(zeros(parts_of(form))),
        "lying.xlsx": lambda: lying(parts_of(form), size=1_000_000_000),
        "deep.json": lambda: json.dumps({"format": "itb-trial-record/1"}).encode()[:-1] + b',"a":' + b"[" * 3_000_000,
        "junk.backup": lambda: b'{"format":"itb-trial-ledger/1"}\n' + b"[" * 3_000_000,
    }[name]()
    (tmp_path / name).write_bytes(content)
    command = "restore" if name.endswith("backup") else "import"
    environment = os.environ | {"ITB_DATABASE_URL": f"sqlite:///{tmp_path / 'trials.db'}", "ITB_TIMEZONE": "UTC"}
    limit = f"ulimit -v {4 * MOST_MEGABYTES * 1024}; exec {sys.executable} -m trial {command} {tmp_path / name}"
    done = subprocess.run(["sh", "-c", limit], cwd=HOME, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    store = open_store(environment["ITB_DATABASE_URL"])
    assert store.verify() == (0, 0)
    store.close()
