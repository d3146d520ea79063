"""Every role in the shell: each command done or refused with one sentence, and nothing changed by a refusal."""

import pwd
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from trial import cli
from trial.actions import importing, maintenance
from trial.rules.roles import Right, lacks
from trial.settings import DATA, settings
from trial.store import open_store
from trial.wording.refusals import sentence_of

RECORD = DATA / "demo" / "walker_gains.json"
TRIAL = "demo-alder"
COMMANDS: dict[Right, list[list[str]]] = {
    "review": [
        ["list"], ["list", "--json"], ["summary", TRIAL], ["proforma", TRIAL, "-o", "form.xlsx"],
        *(["export", TRIAL, "--format", form, "-o", f"one.{form}"] for form in ("json", "csv", "html", "fhir")),
        ["export", "--all", "--format", "json", "-o", "all.json"],
    ],
    "enter": [["demo"], ["import", str(DATA / "demo" / "under_way.json")]],
    "administer": [
        ["verify"], ["backup", "kept.jsonl"], ["worklist", "--rebuild"], ["migrate"],
        ["erase", TRIAL, "--reason", "past its date"],
    ],
}  # fmt: skip
OPEN_TO_ALL = [["scales"], ["schema"], ["proforma", "--plan", "ambulant_adult", "-o", "blank.xlsx"]]
Shell = Callable[..., tuple[int, str]]


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Shell:
    """Run a command as a system user who holds these rights; answers the exit code and what was complained of."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ITB_DATABASE_URL", f"sqlite:///{tmp_path / 'trials.db'}")
    monkeypatch.setenv("ITB_ROLES_FILE", str(tmp_path / "roles.toml"))
    monkeypatch.setattr(pwd, "getpwuid", lambda _: SimpleNamespace(pw_name="porter"))  # the system's account
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):  # what anybody can say of themselves
        monkeypatch.setenv(name, "root")

    def run(arguments: list[str], *held: str, text: str | None = None) -> tuple[int, str]:
        rights = ", ".join(f'"{one}"' for one in held)
        (tmp_path / "roles.toml").write_text(text or f'[people]\n"shell:porter" = [{rights}] # {len(arguments)}\n')
        settings.cache_clear()
        capsysbinary.readouterr()
        code = cli.main(arguments)
        settings.cache_clear()
        return code, capsysbinary.readouterr().err.decode()

    return run


@pytest.fixture
def ledger(tmp_path: Path) -> Callable[[], str]:
    """How much is in the ledger, after it was filled with one closed trial."""
    address = f"sqlite:///{tmp_path / 'trials.db'}"
    store = open_store(address)
    importing.import_file(store, RECORD.read_bytes(), by="K Tan")
    store.close()

    def count() -> str:
        opened = open_store(address)
        said = maintenance.verify(opened)
        opened.close()
        return said

    return count


@pytest.mark.parametrize("right", ["", "review", "enter", "sign", "administer"])
def test_each_command_by_each_role(shell: Shell, ledger: Callable[[], str], tmp_path: Path, right: str) -> None:
    for needed, commands in COMMANDS.items():
        for command in commands:
            before, files = ledger(), {*tmp_path.iterdir(), tmp_path / "roles.toml"}
            code, said = shell(command, *([right] if right else []))
            if needed == right or (needed == "review" and right):
                assert (code, said) == (0, "")
            else:
                assert (code, said.strip()) in [(1, sentence_of(lacks(needed))), (1, sentence_of(lacks("review")))]
                assert ledger() == before
                assert {one for one in tmp_path.iterdir() if one.suffix not in (".db-wal", ".db-shm")} <= files
    for command in OPEN_TO_ALL:
        assert shell(command, *([right] if right else []))[0] == 0


def test_a_restore_is_for_whoever_administers_and_a_refusal_makes_no_database(
    shell: Shell, ledger: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger()
    assert shell(["backup", "kept.jsonl"], "administer") == (0, "")
    monkeypatch.setenv("ITB_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    assert shell(["restore", "kept.jsonl"])[0] == 1
    assert not (tmp_path / "new.db").exists()
    code, said = shell(["restore", "kept.jsonl"], "enter")
    assert (code, said.strip()) == (1, sentence_of(lacks("administer")))
    assert shell(["restore", "kept.jsonl"], "administer") == (0, "")


@pytest.mark.parametrize(
    "text", ["[people\n", '[people]\n"shell:porter" = "administer"\n', '[everybody]\nx = ["enter"]\n']
)
def test_a_broken_roles_file_refuses_the_shell_too(shell: Shell, ledger: Callable[[], str], text: str) -> None:
    before = ledger()
    for command in (["list"], ["demo"], ["verify"], ["migrate"]):
        code, said = shell(command, text=text)
        assert code == 1
        assert "roles.toml (ITB_ROLES_FILE)" in said
        assert "Traceback" not in said
    assert ledger() == before


def test_nobody_becomes_another_user_of_the_shell_by_a_variable(shell: Shell, ledger: Callable[[], str]) -> None:
    ledger()
    roles = '[people]\n"shell:root" = ["administer"]\n"shell:porter" = ["review"]\n'
    assert shell(["list"], text=roles) == (0, "")
    assert shell(["verify"], text=roles)[0] == 1


def test_an_address_is_no_system_user(shell: Shell, ledger: Callable[[], str]) -> None:
    ledger()
    assert shell(["list"], text='[people]\n"porter" = ["review"]\n[groups]\n"shell:porter" = ["review"]\n')[0] == 1
