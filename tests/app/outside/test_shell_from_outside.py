"""The commands as somebody meets them who knows only the contract."""

import csv
import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.outside.cases import DECISION, EVERY_KEY, READING, Filed, Run, example, put, state
from trial import cli
from trial.settings import HOME, settings


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 2),
        (["nonsense"], 2),
        (["import"], 2),
        (["import", "--fast", "x.json"], 2),
        (["import", "no such file.json"], 1),
        (["export"], 2),
        (["export", "T-0007"], 2),
        (["export", "T-0007", "--format"], 2),
        (["export", "T-0007", "--format", "docx"], 2),
        (["export", "T-0007", "--format", "JSON"], 2),
        (["export", "--all", "--format", "xlsx"], 2),
        (["export", "T-0007", "--all", "--format", "csv"], 2),
        (["export", "T-0007", "--format", "json", "-o"], 2),
        (["export", "T-9", "--format", "json"], 1),
        (["export", "T-0007", "--format", "json", "-o", "no/such/folder/x.json"], 1),
        (["export", "T-0007", "--format", "json", "-o", "/"], 1),
        (["summary"], 2),
        (["summary", "T-9"], 1),
        (["summary", "t-0007"], 1),
        (["summary", "T-0007", "T-0007"], 2),
        (["score"], 2),
        (["score", "news2"], 2),
        (["score", "news3", "x.csv"], 1),
        (["score", "news2", "no such file.csv"], 1),
        (["score", "news2", "/"], 1),
        (["score", "mrc_power", os.devnull], 1),
        (["scales", "--yaml"], 2),
        (["list", "T-0007"], 2),
        (["verify", "now"], 2),
        (["erase", "T-0007"], 2),
        (["erase", "T-0007", "--reason", " "], 1),
        (["erase", "T-0007", "--reason", "over"], 1),
        (["erase", "T-9", "--reason", "over"], 1),
        (["worklist"], 2),
        (["backup"], 2),
        (["backup", "no/such/folder/x"], 1),
        (["backup", "/"], 1),
        (["restore"], 2),
        (["restore", "no such file"], 1),
        (["restore", "/"], 1),
        (["restore", os.devnull], 1),
    ],
)
def test_misuse_is_one_sentence_with_its_code_and_changes_nothing(
    run: Run, holding: Callable[[str], None], arguments: list[str], code: int
) -> None:
    holding("T-0007")
    before = state(run)
    answer = run(*arguments)
    assert answer.code == code
    assert answer.sentence
    assert state(run) == before


def test_an_export_that_is_refused_leaves_the_file_that_stood_there(run: Run, filed: Filed, tmp_path: Path) -> None:
    run("import", filed(example()))
    path = tmp_path / "out.json"
    path.write_text("of yesterday")
    assert run("export", "T-9", "--format", "json", "-o", path).code == 1
    assert path.read_text() == "of yesterday"
    assert run("export", "T-0007", "--format", "json", "-o", path).code == 0
    assert json.loads(path.read_text())["trial"] == "T-0007"
    assert [one.name for one in tmp_path.glob("out*")] == ["out.json"]


def test_every_way_out_gives_the_same_bytes(run: Run, filed: Filed, tmp_path: Path) -> None:
    run("import", filed(example()))
    path = tmp_path / "out.json"
    run("export", "T-0007", "--format", "json", "--output", path)
    assert path.read_bytes() == run("export", "T-0007", "--format", "json", "-o", "-").out
    assert path.read_bytes() == run("export", "T-0007", "--format=json").out


def test_a_trial_id_that_begins_with_a_dash_follows_two_dashes(run: Run, filed: Filed) -> None:
    run("import", filed(put("trial", "-x")))
    assert json.loads(run("summary", "--", "-x").out)["trial"] == "-x"
    assert run("summary", "-x").code == 2


def test_a_list_has_one_line_a_trial_whatever_a_name_holds(run: Run, filed: Filed) -> None:
    run("import", filed(put("person/name", "Ada\n\tT-0008")))
    assert run("list").text == "T-0007\tRX1234567\tAda T-0008\tawaiting decision\n"


def test_exports_do_not_move_the_fingerprint_and_the_ledger_counts_them(run: Run, filed: Filed, tmp_path: Path) -> None:
    run("import", filed(example()))
    before, entries = json.loads(run("summary", "T-0007").out)["ledger"], int(run("verify").text.split()[0])
    for number, form in enumerate(("json", "csv", "xlsx"), start=1):
        assert run("export", "T-0007", "--format", form, "-o", tmp_path / "out").code == 0
        assert run("verify").text == f"{entries + number} entries in 1 trials: intact\n"
    assert run("backup", tmp_path / "night").code == 0
    assert json.loads(run("summary", "T-0007").out)["ledger"] == before
    assert before["fingerprint"].startswith("sha256:")


def test_the_table_of_readings_alters_free_text_alone(run: Run, filed: Filed) -> None:
    tree = example()
    free = ["=1+1", "+44 20", "-5", "@home", " =not first", "plain", '=a,\n"b"', "'=kept"]
    for minute, text in enumerate(free):
        tree["doses"][0]["readings"].append(
            READING | {"taken_at": f"2026-11-18T10:4{minute}:00Z", "note": text, "by": text, "value": "1+"}
        )
    walk = {"scale": "passive_range", "item": "left_hip_extension", "value": -12.50, "by": "K Tan"}
    tree["doses"][0]["readings"].append(READING | walk)
    assert run("import", filed(tree)).error == ""
    rows = [*csv.DictReader(io.StringIO(run("export", "T-0007", "--format", "csv").text))]
    noted = [row for row in rows if row["value"] == "1+"]
    guarded = [f"'{text}" if text[0] in "=+-@" else text for text in free]
    assert [row["note"] for row in noted] == [row["by"] for row in noted] == guarded
    assert {row["slot"] for row in noted} == {"+1h"}
    assert {row["number"] for row in noted} == {""}
    (moved,) = (row for row in rows if row["scale"] == "passive_range")
    assert (moved["value"], moved["number"]) == ("-12.5", "-12.5")
    (unable,) = (row for row in rows if row["status"] == "unable_weakness")
    assert (unable["value"], unable["number"], unable["minutes"]) == ("", "", "238")


def test_erasing_leaves_no_word_of_the_person_in_any_byte_of_the_database(
    run: Run, filed: Filed, tmp_path: Path
) -> None:
    tree = json.loads(EVERY_KEY)
    tree["decisions"].append(DECISION)
    words = ["RX 7", "زينب", "1970-01-31", "traumatic", "104/60", "Would a pump", "Walk to the gate", "on the ward"]
    words += ["tired", "slip", "pain", "misheard", "sat up", "bed rest ended", "Lighter than", "seventh dose", "10 mg"]
    words += ["catheter", "no headache", "watch was slow", "wrong leg", "no clear answer", "I will think"]
    words += ["would stop", "after the holidays", "too vague", "a late reading", "goals were met"]
    assert run("import", filed(tree)).error == ""

    def there() -> list[str]:
        whole = b"".join(path.read_bytes() for path in tmp_path.glob("trials.db*"))
        return [word for word in words if word.encode() in whole]

    assert there() == words
    assert run("erase", "T-RICH", "--reason", "retention is over").code == 0
    assert there() == []
    assert run("verify").code == 0
    assert json.loads(run("list", "--json").out)[0]["state"] == "closed"


@pytest.mark.parametrize("reason", ["\x1b[2J", "x" * 10_001, "\udcff"])
def test_a_reason_that_cannot_be_stored_erases_nothing(run: Run, filed: Filed, reason: str) -> None:
    run("import", filed(put("decisions/+", DECISION)))
    before = state(run)
    assert run("erase", "T-0007", "--reason", reason).sentence.startswith("The reason ")
    assert state(run) == before


def test_a_backup_comes_back_into_an_empty_database_and_nowhere_else(run: Run, filed: Filed, tmp_path: Path) -> None:
    run("demo")
    run("import", filed(EVERY_KEY))
    assert run("backup", tmp_path / "night").code == 0
    listed = run("list", "--json").out
    restored = run("restore", tmp_path / "night", database="other.db")
    assert (restored.code, restored.error) == (0, "")
    assert restored.text == run("verify", database="other.db").text
    assert run("list", "--json", database="other.db").out == listed
    for row in json.loads(listed):
        assert run("summary", row["trial"], database="other.db").out == run("summary", row["trial"]).out
    before = state(run)
    assert "empty" in run("restore", tmp_path / "night").sentence
    assert state(run) == before
    (tmp_path / "night").write_bytes((tmp_path / "night").read_bytes().replace(b"ten_metre", b"two_metre", 1))
    assert "night: " in run("restore", tmp_path / "night", database="third.db").sentence
    assert run("verify", database="third.db").text == "0 entries in 0 trials: intact\n"


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TABLE customers (x)",
        "CREATE TABLE about (a, b)",
        "CREATE TABLE about (name, value)",
        "CREATE TABLE about (name, value); INSERT INTO about VALUES ('version', 'x')",
        "CREATE TABLE about (name, value); INSERT INTO about VALUES ('version', '99')",
        "CREATE TABLE entries (a)",
    ],
)
def test_the_database_of_another_program_is_left_alone(run: Run, filed: Filed, tmp_path: Path, made: str) -> None:
    with sqlite3.connect(tmp_path / "trials.db") as database:
        database.executescript(made)
    for arguments in (["list"], ["verify"], ["migrate"], ["demo"], ["import", filed(example())]):
        answer = run(*arguments)
        assert answer.code == 1
        assert "program" in answer.sentence
    with sqlite3.connect(tmp_path / "trials.db") as database:
        assert len(database.execute("SELECT * FROM sqlite_master WHERE type = 'table'").fetchall()) == 1


def test_a_database_that_is_junk_or_a_folder_or_nowhere_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "junk.db").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "folder.db").mkdir()
    for database in ("junk.db", "folder.db", "junk.db/trials.db"):
        answer = run("list", database=database)
        assert answer.code == 1
        assert answer.sentence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ITB_DATABASE_URL", "oracle://x"),
        ("ITB_DATABASE_URL", "sqlite:///"),
        ("ITB_DATABASE_URL", "sqlite:///%00"),
        ("ITB_DATABASE_URL", "sqlite:////tmp/x.db?timeout=soon"),
        ("ITB_DATABASE_URL", "postgresql+psycopg://ward:secret@host:port/trials"),
        ("ITB_TIMEZONE", "Europe"),
        ("ITB_TIMEZONE", "../../etc/passwd"),
        ("ITB_TIMEZONE", "x" * 5000),
        ("ITB_IDLE_MINUTES", "0"),
        ("ITB_IDLE_MINUTES", "9" * 5000),
        ("ITB_IDLE_MINUTES", "10081"),
        ("ITB_RETENTION_YEARS", "99999"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    settings.cache_clear()
    assert cli.main(["list"]) == 1
    out, error = capfdbinary.readouterr()
    settings.cache_clear()
    assert (out, error.count(b"\n")) == (b"", 1)
    assert error.decode().startswith(name)
    assert b"secret" not in error


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("scales --json | head -c 1", 0),
        ("scales --json > /dev/full", 1),
        ("scales --json >&-", 0),
        ("nonsense 2>&-", 2),
        ("list -x", 2),
    ],
)
def test_a_shell_that_breaks_sees_no_traceback(tmp_path: Path, command: str, code: int) -> None:
    if "/dev/full" in command and not Path("/dev/full").exists():
        pytest.skip("The device /dev/full, a disk that is always full, is missing on this machine (it is Linux's).")
    done = subprocess.run(  # noqa: S602 - a real shell
        f"{sys.executable} -m trial {command}",
        shell=True,
        cwd=HOME,
        env=os.environ | {"ITB_DATABASE_URL": f"sqlite:///{tmp_path / 'trials.db'}", "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= 1
