"""A format is one declaration: shell, buttons, the service's ledger and README's table follow from it."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from trial.errors import NotFound
from trial.files import formats
from trial.files.formats import Format
from trial.settings import HOME

NEW_FORMAT = """

def line(trial):
    return f"{trial.id}: {trial.person.name}\\n".encode()


FORMATS = (*FORMATS, Format(
    key="line",
    name="a trial in one line of text",
    button="Download one line",
    suffix="-line.txt",
    media_type="text/plain",
    write=lambda source: line(source.trial),
    write_all=lambda trials, made: map(line, trials),
    right="enter",
))
"""
SCREEN = """
import os
from trial.elements import session
from trial.elements.downloads import files_of
from trial.store import open_store

session.raw_store = lambda: open_store(os.environ["ITB_DATABASE_URL"])
session.may = lambda right: right in os.environ["HELD"].split()
files_of(session.raw_store().trial("demo-birch"), primary=False)
"""
CHECK = """
import os
from streamlit.testing.v1 import AppTest
from trial.ledger.entries import SERVICE
from trial.ledger.payload import decode
from trial.store import open_store

store = open_store(os.environ["ITB_DATABASE_URL"])
facts = [decode(entry.payload, lambda _: None) for entry in store.entries(SERVICE)]
print([fact.detail for fact in facts if fact.what == "exported"])
for held in ("review", "review enter"):
    os.environ["HELD"] = held
    shown = AppTest.from_file("screen.py", default_timeout=60).run()
    assert not shown.exception, shown.exception
    print([one.proto.label for one in shown.get("download_button")][-1])
"""


def test_a_format_that_is_declared_is_known_to_the_shell_the_buttons_and_the_service_ledger(
    tmp_path: Path,
) -> None:
    for folder in ("scales", "trial", "data"):
        shutil.copytree(HOME / folder, tmp_path / folder, ignore=shutil.ignore_patterns("*.db*", "__pycache__"))
    with (tmp_path / "trial" / "files" / "formats.py").open("a") as declarations:
        declarations.write(NEW_FORMAT)
    (tmp_path / "screen.py").write_text(SCREEN)
    (tmp_path / "check.py").write_text(dedent(CHECK))
    roles = tmp_path / "roles.toml"
    url = f"sqlite:///{tmp_path / 'trials.db'}"
    known = {"PYTHONPATH": str(tmp_path), "ITB_TIMEZONE": "Europe/London", "ITB_DATABASE_URL": url}

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path, env=os.environ | known | more, capture_output=True, text=True
        )

    birch = str(tmp_path / "data" / "demo" / "under_way.json")
    assert run("-m", "trial", "import", birch).returncode == 0
    assert "line: a trial in one line of text" in " ".join(
        run("-m", "trial", "export", "--help", COLUMNS="999").stdout.split()
    )
    assert run("-m", "trial", "export", "demo-birch", "--format", "line").stdout == "demo-birch: DEMO BIRCH\n"
    assert run("-m", "trial", "export", "--all", "--format", "line").stdout == "demo-birch: DEMO BIRCH\n"
    roles.write_text(f'[people]\n"shell:{pwd.getpwuid(os.getuid()).pw_name}" = ["review"]\n')
    refused = run("-m", "trial", "export", "demo-birch", "--format", "line", ITB_ROLES_FILE=str(roles))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "You may look but not record" in refused.stderr
    assert run("-m", "trial", "export", "--all", "--format", "xlsx").stderr.startswith(
        "Every trial at once comes as csv or json or line."
    )
    checked = run("check.py")
    assert checked.stdout.splitlines() == [
        "['line', 'line, every trial']",
        "Download the readings (CSV)",
        "Download one line",
    ], checked.stderr[-3000:]


def row(form: Format) -> str:
    every = "yes" if form.write_all else "no"
    return f"| `{form.key}` | {form.name} | `T-0007{form.suffix}` | `{form.media_type}` | {every} | `{form.right}` |"


def test_the_table_of_formats_in_readme_is_that_of_the_declarations() -> None:
    lines = (HOME / "README.md").read_text(encoding="utf-8").splitlines()
    head = lines.index("| format | what it is | file | media type | `--all` | right |")
    rows = [row(form) for form in formats.catalogue().values()]
    assert lines[head + 2 : head + 2 + len(rows)] == rows
    assert not lines[head + 2 + len(rows)].startswith("|")


def test_no_two_formats_are_called_alike() -> None:
    for name in ("key", "name", "button", "suffix"):
        assert len({getattr(form, name) for form in formats.catalogue().values()}) == len(formats.catalogue())
    with pytest.raises(NotFound, match="There is no format pdf; there are xlsx, html, json, fhir, csv, proforma"):
        formats.get("pdf")


def test_looking_at_the_formats_brings_no_library_of_a_writer() -> None:
    code = "import sys; from trial.files import formats; formats.catalogue(); print({*sys.modules} & {'openpyxl'})"
    done = subprocess.run([sys.executable, "-c", code], cwd=HOME, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
