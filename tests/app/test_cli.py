"""The commands as a shell sees them: what they print, where, and with which exit code."""

import codecs
import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from trial import cli
from trial.settings import HOME, settings

T0 = "2026-11-18T09:40:00+00:00"
RECORD = {
    "format": "itb-trial-record/1",
    "trial": "T-0007",
    "person": {"identifier": "RX1234567", "name": "Ada"},
    "doses": [
        {
            "number": 1,
            "micrograms": 50,
            "given_at": T0,
            "readings": [
                {
                    "slot": "baseline",
                    "taken_at": "2026-11-18T09:05:00+00:00",
                    "scale": "modified_ashworth",
                    "item": "left_hip_adductors",
                    "value": "3",
                },
                {
                    "slot": "+4h",
                    "taken_at": "2026-11-18T13:38:00+00:00",
                    "scale": "modified_ashworth",
                    "item": "left_hip_adductors",
                    "value": "1+",
                    "note": "=soft",
                },
            ],
        }
    ],
}


@dataclass
class Answer:
    """What one command did."""

    code: int
    out: bytes
    error: str

    @property
    def text(self) -> str:
        return self.out.decode()


Run = Callable[..., Answer]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Iterator[Run]:
    """Run a command in this process, on a database of its own."""
    monkeypatch.setenv("ITB_DATABASE_URL", f"sqlite:///{tmp_path / 'trials.db'}")
    monkeypatch.setenv("ITB_TIMEZONE", "Europe/London")
    settings.cache_clear()

    def run(*arguments: str) -> Answer:
        code = cli.main(arguments)
        out, error = capfdbinary.readouterr()
        return Answer(code, out, error.decode())

    yield run
    settings.cache_clear()


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "record.json"
    path.write_text(json.dumps(RECORD))
    return path


def refused(answer: Answer, code: int = 1) -> str:
    """The one sentence of a refusal: nothing on standard output, one line on standard error."""
    assert answer.code == code
    assert answer.out == b""
    (line,) = answer.error.splitlines()
    return line


def shell(arguments: Sequence[str], **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "trial", *arguments],
        cwd=HOME,
        env=os.environ | environment,
        capture_output=True,
        check=False,
    )


def test_import_export_and_import_again(run: Run, record: Path, tmp_path: Path) -> None:
    assert run("import", str(record)).text == f"{record}: T-0007 added.\n"
    first = run("export", "T-0007", "--format", "json", "-o", "-")
    assert first.code == 0
    path = tmp_path / "again.json"
    assert run("export", "T-0007", "--format", "json", "-o", str(path)).out == b""
    assert path.read_bytes() == first.out
    again = run("import", str(path))
    assert again.code == 0
    assert "the same content; nothing added" in again.text


def test_each_file_is_imported_or_refused_by_itself(run: Run, record: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_bytes(b"{")
    answer = run("import", str(bad), str(record), str(tmp_path / "missing.json"), str(tmp_path))
    assert answer.code == 1
    assert answer.text == f"{record}: T-0007 added.\n"
    assert [line.split(": ")[0] for line in answer.error.splitlines()] == [
        str(bad),
        str(tmp_path / "missing.json"),
        str(tmp_path),
    ]


@pytest.mark.parametrize("number", ["1e1000000", "1" * 1_000_001], ids=["exponent", "digits"])
def test_a_number_beyond_all_bounds_is_refused_with_its_place_and_the_other_files_are_added(
    run: Run, record: Path, tmp_path: Path, number: str
) -> None:
    vast = tmp_path / "vast.json"
    vast.write_text(json.dumps(RECORD | {"trial": "T-0008"}).replace('"micrograms": 50', f'"micrograms": {number}'))
    answer = run("import", str(vast), str(record))
    assert (answer.code, answer.text) == (1, f"{record}: T-0007 added.\n")
    assert answer.error == f"{vast}: doses[0].micrograms: This must be an ordinary number.\n"


def test_other_content_under_the_same_trial_is_refused(run: Run, record: Path) -> None:
    run("import", str(record))
    record.write_text(json.dumps(RECORD).replace("1+", "1"))
    assert "first difference is at doses[0].readings[1].value" in refused(run("import", str(record)))


def test_the_worklist_as_text_and_as_json(run: Run, record: Path) -> None:
    assert json.loads(run("list", "--json").out) == []
    run("import", str(record))
    assert run("list").text.startswith("T-0007\tRX1234567\tAda\t")
    (row,) = json.loads(run("list", "--json").out)
    assert (row["trial"], row["identifier"], row["state"]) == ("T-0007", "RX1234567", "awaiting_decision")


def test_the_worklist_goes_by_the_record_and_not_by_the_clock(run: Run, tmp_path: Path) -> None:
    content = json.loads(json.dumps(RECORD))
    content["plan"] = {"slots": ["baseline", "+1h", "+4h"], "measures": [{"scale": "modified_ashworth"}]}
    content["doses"][0]["readings"].pop()
    (tmp_path / "missed.json").write_text(json.dumps(content))
    run("import", str(tmp_path / "missed.json"))
    (row,) = json.loads(run("list", "--json").out)
    assert (row["state"], row["next_slot"]) == ("in_progress", "+1h")  # missed long ago
    assert datetime.fromisoformat(row["day_ends_at"]) > datetime.fromisoformat(T0)


def test_the_demonstration_trials_are_added_once(run: Run) -> None:
    assert run("demo").code == 0
    listed = json.loads(run("list", "--json").out)
    assert listed
    assert run("demo").text == "The demonstration trials are there already.\n"
    assert json.loads(run("list", "--json").out) == listed


def test_the_summary_is_json_in_its_format(run: Run, record: Path) -> None:
    run("import", str(record))
    said = json.loads(run("summary", "T-0007").out)
    assert said["format"] == "itb-trial-summary/1"
    (series,) = said["doses"][0]["series"]
    assert (series["peak"]["value"], series["steps_at_peak"]) == ("1+", 2)


def test_an_export_does_not_move_the_fingerprint(run: Run, record: Path) -> None:
    run("import", str(record))
    before = json.loads(run("summary", "T-0007").out)["ledger"]
    run("export", "T-0007", "--format", "csv")
    assert json.loads(run("summary", "T-0007").out)["ledger"] == before


def test_a_table_of_readings(run: Run, record: Path) -> None:
    run("import", str(record))
    rows = [*csv.DictReader(io.StringIO(run("export", "T-0007", "--format", "csv").text))]
    assert [(row["value"], row["number"], row["minutes"]) for row in rows] == [("3", "", "-35"), ("1+", "", "238")]
    assert rows[1]["note"] == "'=soft"


@pytest.mark.parametrize("which", ["T-0007", "--all"])
def test_a_table_for_a_spreadsheet_has_a_byte_order_mark_its_line_ends_and_the_same_cells(
    run: Run, record: Path, which: str
) -> None:
    trial = json.loads(record.read_text())
    trial["doses"][0]["readings"][1]["note"] = "soft,\nand \u00e9"
    record.write_text(json.dumps(trial))
    run("import", str(record))
    plain = run("export", which, "--format", "csv").out
    assert not plain.startswith(codecs.BOM_UTF8)
    assert b"\r" not in plain
    out = run("export", which, "--format", "csv", "--for", "spreadsheet").out
    assert out.startswith(codecs.BOM_UTF8)
    assert out.count(codecs.BOM_UTF8) == 1
    assert (out.count(b"\r\n"), out.count(b"\n")) == (3, 4)
    rows, as_ever = ([*csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))] for data in (out, plain))
    assert [row | {"exported_at": ""} for row in rows] == [row | {"exported_at": ""} for row in as_ever]
    assert [(row["value"], row["rank"]) for row in rows] == [("3", "4"), ("1+", "2")]
    assert rows[1]["note"] == "soft,\nand \u00e9"


@pytest.mark.parametrize("arguments", [("csv", "statistics"), ("json", "spreadsheet")])
def test_a_purpose_that_a_format_is_not_for_is_wrong_usage(run: Run, record: Path, arguments: tuple[str, str]) -> None:
    run("import", str(record))
    form, purpose = arguments
    done = run("export", "T-0007", "--format", form, "--for", purpose)
    assert (done.code, done.out) == (2, b"")
    assert done.error.startswith(f"There is no {form} for {purpose}; there is csv for spreadsheet.")
    assert run("export", "T-0007", "--format", "csv-spreadsheet").code == 2


def test_the_dictionary_tells_apart_what_a_spreadsheet_may_read_as_a_number_or_a_formula(run: Run) -> None:
    rows = [*csv.DictReader(io.StringIO(run("schema", "--csv").text))]
    types = {(row["of"], row["key"]): row["type"] for row in rows if row["kind"] == "level"}
    assert {key: types["mrc_power", key] for key in ("0", "4-", "4", "4+", "5")} == dict.fromkeys(
        ("0", "4-", "4", "4+", "5"), "text, may be read as a number"
    )
    assert types["modified_ashworth", "1+"] == "text, may be read as a number"
    assert types["ten_metre_walk", "stick"] == types["observations", "A"] == "text"


def test_a_workbook_is_a_zip_of_its_own(run: Run, record: Path, tmp_path: Path) -> None:
    run("import", str(record))
    path = tmp_path / "summary.xlsx"
    assert run("export", "T-0007", "--format", "xlsx", "-o", str(path)).code == 0
    assert path.read_bytes().startswith(b"PK\x03\x04")


def test_every_trial_at_once(run: Run, record: Path, tmp_path: Path) -> None:
    run("import", str(record))
    record.write_text(json.dumps(RECORD | {"trial": "T-0008"}))
    run("import", str(record))
    lines = run("export", "--all", "--format", "json").text.splitlines()
    assert [json.loads(line)["trial"] for line in lines] == ["T-0007", "T-0008"]
    assert len(run("export", "--all", "--format", "csv").text.splitlines()) == 5


def test_cases_are_scored_in_their_order(run: Run, tmp_path: Path) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_text("\ufeffseconds\n16\nx\n20\n", encoding="utf-8")
    assert run("score", "ten_metre_walk", str(cases)).text == (
        "seconds,score,complete,alerts\n16,0.6250,true,\nx,,false,invalid:seconds\n20,0.5000,true,\n"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"second\n16\n", "no column 'second'"),
        (b"", "empty"),
        (b"seconds\n\xff\n", "not UTF-8"),
        (b'seconds\n"1', "Line 2"),
    ],
)
def test_a_file_that_cannot_be_scored_is_refused(run: Run, tmp_path: Path, content: bytes, said: str) -> None:
    cases = tmp_path / "cases.csv"
    cases.write_bytes(content)
    assert said in refused(run("score", "ten_metre_walk", str(cases)))


def test_the_catalogue_as_json(run: Run) -> None:
    for scale in json.loads(run("scales", "--json").out):
        assert {"key", "name", "items", "better", "reference", "rights"} <= {*scale}
        assert all("levels" in item or "unit" in item for item in scale["items"])
    assert "modified_ashworth: Modified Ashworth." in run("scales").text


def test_the_schema_is_a_json_schema(run: Run) -> None:
    assert json.loads(run("schema").out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_ledger_verifies_and_says_how_much_it_read(run: Run, record: Path) -> None:
    run("import", str(record))
    answer = run("verify")
    assert answer.code == 0
    assert answer.text.endswith(" entries in 1 trials: intact\n")


def test_the_worklist_is_rebuilt_on_request(run: Run, record: Path) -> None:
    run("import", str(record))
    before = run("list", "--json").out
    assert run("worklist", "--rebuild").text == "1 trials listed.\n"
    assert run("list", "--json").out == before


def test_a_new_database_is_brought_up_to_date(run: Run) -> None:
    assert run("migrate").code == 0


def test_only_a_closed_trial_is_erased_and_the_chain_still_verifies(run: Run, record: Path) -> None:
    run("import", str(record))
    assert "closed" in refused(run("erase", "T-0007", "--reason", "retention"))
    decision = {"outcome": "proceed", "reason": "met", "signed_by": "A Rao", "signed_at": "2026-11-19T10:00:00Z"}
    record.write_text(json.dumps(RECORD | {"trial": "T-0008", "decisions": [decision]}))
    run("import", str(record))
    assert run("erase", "T-0008", "--reason", "retention").code == 0
    assert run("verify").code == 0
    assert b"Ada" not in run("export", "T-0008", "--format", "json").out


@pytest.mark.parametrize("command", ["summary", "export"])
def test_a_trial_that_is_not_there_is_refused(run: Run, command: str) -> None:
    arguments = ["--format", "json"] if command == "export" else []
    assert refused(run(command, "T-9999", *arguments)) == "There is no trial T-9999."


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["list", "--wrong"],
        ["import"],
        ["export", "T-0007"],
        ["export", "T-0007", "--format", "pdf"],
        ["export", "--format", "json"],
        ["export", "T-0007", "--all", "--format", "json"],
        ["export", "--all", "--format", "xlsx"],
        ["score", "news2"],
        ["summary"],
        ["summary", "T-1", "T-2"],
        ["worklist"],
        ["erase", "T-0007"],
    ],
)
def test_wrong_usage_is_2_with_a_sentence(run: Run, arguments: list[str]) -> None:
    assert refused(run(*arguments), code=2)


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [("ITB_DATABASE_URL", "oracle://x", "ITB_DATABASE_URL"), ("ITB_TIMEZONE", "Mars/Base", "ITB_TIMEZONE")],
)
def test_a_setting_that_cannot_be_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, setting: str, value: str, said: str
) -> None:
    monkeypatch.setenv(setting, value)
    settings.cache_clear()
    assert said in refused(run("list"))


def test_a_place_that_cannot_be_written_is_refused(run: Run, record: Path, tmp_path: Path) -> None:
    run("import", str(record))
    refused(run("export", "T-0007", "--format", "json", "-o", str(tmp_path / "nowhere" / "a.json")))


def test_the_module_runs_from_a_shell_as_its_user(tmp_path: Path, record: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shell.db'}"
    assert shell(["import", str(record)], ITB_DATABASE_URL=url).returncode == 0
    exported = shell(["export", "T-0007", "--format", "json"], ITB_DATABASE_URL=url)
    assert json.loads(exported.stdout)["trial"] == "T-0007"
    assert shell(["summary", "T-1"], ITB_DATABASE_URL=url).returncode == 1
    assert shell(["nonsense"], ITB_DATABASE_URL=url).returncode == 2
    assert shell(["--help"]).returncode == 0


def test_a_reader_that_has_seen_enough_gets_no_traceback(tmp_path: Path) -> None:
    command = f"{sys.executable} -m trial scales --json | head -c 1"
    done = subprocess.run(command, shell=True, cwd=HOME, capture_output=True, check=False)  # noqa: S602 - a real pipe
    assert done.stdout == b"["
    assert done.stderr == b""
