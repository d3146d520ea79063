"""README, CONTRIBUTING and the serving page: every command in them is run by a test, every link leads somewhere."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import HOME
from trial.cli import app

DOCUMENTS = ("README.md", ".github/CONTRIBUTING.md", "data/serving/README.md")
PROGRAMS = ("pip ", "uv ", "npx ", "apt-get ", "cp ", "nginx ", "systemctl ", "psql ", ".ci/run", "openssl ")
RUN_BY = {
    "pip install uv": ".ci/run",
    "uv sync": ".ci/run",
    "uv sync --no-dev": ".ci/run",
    "uv run streamlit run streamlit_app.py": "tests/conftest.py::serve",
    "uv run pytest": ".ci/run",
    "uv run ruff format . && uv run ruff check .": ".ci/run",
    "uv run mypy": ".ci/run",
    "uv run lint-imports": ".ci/run",
    "npx --yes @biomejs/biome@2.6.8 check --config-path=.ci trial/elements": ".ci/run",
    "npx --yes --package=typescript@7.0.2 tsc -p .ci": ".ci/run",
    "uv run python -m tests.bench --guard": ".ci/run",
    "uv run python -m tests.bench": "tests/bench/__main__.py",
    "uv run python -m tests.app.random_screens 60": "tests/app/test_random_screens.py",
    "uv run python -m tests.unit.random_trials 500": "tests/unit/test_any_trial.py",
    "uv run python -m tests.faults.kill_the_server": "tests/faults/test_server_killed.py",
    "uv export --format cyclonedx1.5 --preview-features sbom-export --no-dev -o bom.json": "tests/unit/test_supply.py",
    ".ci/run": ".ci/run",
    "nginx -t && systemctl reload nginx": "tests/behind_nginx.py",
    "cp data/serving/nginx.conf /etc/nginx/conf.d/itb-trial.conf": "tests/behind_nginx.py",
    "cp data/serving/itb-trial@.service /etc/systemd/system/": "tests/faults/test_two_copies_behind_nginx.py",
    "psql OWNERS_ADDRESS -v role=itb -f trial/store/postgresql_role.sql": "tests/store/test_postgresql_ledger.py",
    "ITB_DATABASE_URL=OWNERS_ADDRESS uv run python -m trial migrate": "tests/store/test_upgrade.py",
}
"""Where each command is run that is not run below; the file exists, and names what the command names."""
NEEDS_A_MACHINE = {
    "apt-get install nginx-light && rm /etc/nginx/sites-enabled/default",
    "systemctl daemon-reload && systemctl enable --now itb-trial@8501 itb-trial@8502",
    "openssl rand -hex 32",
    "uv export --no-dev --no-emit-project -o requirements.txt",  # for a machine with network
}
"""What changes the machine itself, or is not ours: read, not run."""


def _text(document: str) -> str:
    return (HOME / document).read_text(encoding="utf-8")


def _commands(document: str) -> list[str]:
    """Indented lines and words in code marks that begin with a program, comments cut off."""
    text = _text(document)
    found = re.findall(r"^    (\S.*)$", text, re.M) + re.findall(r"`([^`\n]+)`", text)
    lines = [re.split(r"\s+#\s", line)[0].strip() for line in found]
    split = [part for line in lines for part in re.split(r"^pip install uv && ", line) if part]
    return [line for line in split if re.sub(r"^ITB_\w+=\S+ ", "", line).startswith(PROGRAMS)]


def _ours(command: str) -> bool:
    return command.startswith(("uv run python -m trial", "uv run pytest "))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_of_a_document_is_run_somewhere(document: str) -> None:
    commands = _commands(document)
    assert commands
    unknown = [line for line in commands if not _ours(line) and line not in RUN_BY and line not in NEEDS_A_MACHINE]
    assert unknown == []


@pytest.mark.parametrize(("command", "place"), RUN_BY.items())
def test_what_runs_a_command_names_it(command: str, place: str) -> None:
    file, _, name = place.partition("::")
    text = _text(file)
    if file == ".ci/run" and command not in (".ci/run", "uv sync", "uv sync --no-dev"):  # `uv run` syncs by itself
        assert all(" ".join(part.split()[:4]) in text for part in command.replace(" .", "").split(" && "))
    assert not name or f"def {name}(" in text


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_and_path_of_a_document_leads_somewhere(document: str) -> None:
    here = (HOME / document).parent
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", _text(document)) if "://" not in link]
    assert [link for link in links if not (here / link).exists()] == []
    paths = re.findall(r"`((?:trial|tests|scales|data)/[\w./@-]+)`", _text(document))
    assert [
        path for path in paths if "your_" not in path and path != "data/trials.db" and not (HOME / path).exists()
    ] == []


def test_the_table_of_the_shell_has_every_command_and_no_other() -> None:
    table = _text("README.md").partition("| command | does |")[2].partition("\n\n")[0]
    listed = {
        words.split()[0]
        for cell in re.findall(r"^\| (.+?) \| ", table, re.M)
        for words in re.findall(r"`([^`]+)`", cell)
    }
    assert listed - {"---"} == {name for name in app if not name.startswith("-")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of nothing but a database: what the shell's commands of the documents work on, in their order."""
    return tmp_path_factory.mktemp("documents")


def _shell(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"ITB_DATABASE_URL": f"sqlite:///{folder / 'trials.db'}", "PYTHONPATH": str(HOME), "PATH": ""}
    return subprocess.run(
        [sys.executable, "-m", "trial", *words], cwd=folder, env=environment, capture_output=True, text=True
    )


def test_the_commands_of_our_shell_do_what_the_documents_say(folder: Path) -> None:
    commands = {
        line for document in DOCUMENTS for line in _commands(document) if line.startswith("uv run python -m trial")
    }
    commands = {line for line in commands if "COMMAND" not in line}
    assert _shell(folder, "demo").returncode == 0
    for line in sorted(commands):
        words = shlex.split(line.removeprefix("uv run python -m trial"))
        done = _shell(folder, *words)
        assert done.returncode == 0, (line, done.stderr)


@pytest.mark.parametrize("line", sorted({line for document in DOCUMENTS for line in _commands(document)}))
def test_the_tests_that_documents_name_exist(line: str) -> None:
    if not line.startswith("uv run pytest "):
        pytest.skip("No command of pytest.")
    words = [word for word in shlex.split(line.removeprefix("uv run pytest ")) if not word.startswith("-")]
    assert all((HOME / word).exists() for word in words if "/" in word)
