"""The commands (CONTRACT.md): exit 0 done, 1 refused with one sentence on standard error, 2 wrong usage."""

import getpass
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Literal

from cyclopts import App, CycloptsError, Parameter

import scales as catalogue
from scales.base import ScaleError
from trial.actions import exchanging, exporting, incoming, keeping
from trial.errors import InvalidInput, TrialError
from trial.files.catalogue import catalogue_lines, catalogue_tree
from trial.files.json_text import written
from trial.files.schema import json_schema
from trial.files.table import score_cases
from trial.settings import VERSION, settings
from trial.store import open_store
from trial.store.base import Store, WorklistRow

PAGE = 500
DONE, REFUSED, WRONG_USAGE = 0, 1, 2
Format = Literal["json", "csv", "xlsx", "html", "fhir"]
As = Annotated[bool, Parameter(negative=())]
Output = Annotated[str, Parameter(name=["-o", "--output"], allow_leading_hyphen=True)]  # "-" is standard output
app = App(
    name="python -m trial",
    help="The intrathecal baclofen trial, from a shell.",
    version=VERSION,
    help_format="plaintext",
)


class WrongUsage(Exception):
    """Arguments that do not go together; the text is a sentence."""


def main(arguments: Sequence[str]) -> int:
    """Run one command; answers its exit code."""
    try:
        if not arguments:
            raise WrongUsage("Name a command.")
        code = app(list(arguments), exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except (CycloptsError, WrongUsage) as error:
        return _say(str(error) + " See --help.", WRONG_USAGE)
    except (TrialError, ScaleError) as error:
        return _say(str(error), REFUSED)
    except KeyboardInterrupt:
        return _say("Stopped.", REFUSED)
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        return _say(f"{error.filename or 'The file'}: {error.strerror or 'cannot be used'}.", REFUSED)
    return code if isinstance(code, int) else DONE


@app.command
def demo() -> None:
    """Add the demonstration trials; a second time adds nothing."""
    with _store() as store:
        added = exchanging.add_demonstration(store, by=_who())
    _print([f"{added} demonstration trials added." if added else "The demonstration trials are there already."])


@app.command(name="list")
def list_(*, json: As = False) -> None:
    """The worklist, latest change first."""
    with _store() as store:
        rows = [*_worklist(store)]
    if json:
        _print([written([{key: _plain(value) for key, value in asdict(row).items()} for row in rows])])
    else:
        cells = ((row.trial, row.identifier, row.name, row.state.replace("_", " ")) for row in rows)
        _print("\t".join(" ".join(cell.split()) for cell in row) for row in cells)


@app.command(name="import")
def import_(*files: Annotated[Path, Parameter(allow_leading_hyphen=False)]) -> int:
    """Add the trials in record files, and filled proformas to theirs; each file stands or falls on its own."""
    if not files:
        raise WrongUsage("Name at least one file.")
    code = DONE
    with _store() as store:
        for file in files:
            try:
                done = incoming.bring_in(store, str(file), file.read_bytes(), by=_who())
            except TrialError as error:
                code = _say(str(error), REFUSED)
            except OSError as error:
                code = _say(f"{file}: {error.strerror}.", REFUSED)
            else:
                if done.added and done.says:
                    _print([f"{file}: {done.trial}: {one}" for one in done.says])
                    continue
                what = "added" if done.added else "is there already with the same content; nothing added"
                _print([f"{file}: {done.trial} {what}."])
    return code


@app.command
def export(trial: str = "", *, format: Format, all: As = False, output: Output = "-") -> None:  # noqa: A002
    """One trial as a file, or --all of them as csv or json (JSON Lines); -o - is standard output."""
    if bool(trial) == all:
        raise WrongUsage("Name one trial, or ask for --all.")
    if all and format not in ("csv", "json"):
        raise WrongUsage("Every trial at once comes as csv or json.")
    if format == "xlsx" and output == "-" and sys.stdout.isatty():
        raise WrongUsage("A workbook is not for the terminal: name a file with -o.")
    one = {
        "json": exchanging.export_record,
        "csv": exchanging.export_readings,
        "xlsx": exchanging.export_workbook,
        "html": exporting.export_page,
        "fhir": exporting.export_fhir,
    }
    with _store() as store, _place(output) as file:  # the place first: an export that cannot be written is none
        if all and (format == "csv" or format == "json"):
            file.writelines(exchanging.export_all(store, format, by=_who(), say=_tell))
        else:
            file.write(one[format](store, trial, by=_who(), say=_tell))


@app.command
def proforma(trial: str = "", *, plan: str = "", output: Output = "-") -> None:
    """The blank paper twin of a trial, or of a template (--plan), as .xlsx; filled in, `import` reads it back."""
    if bool(trial) == bool(plan):
        raise WrongUsage("Name one trial, or a template with --plan.")
    if output == "-" and sys.stdout.isatty():
        raise WrongUsage("A workbook is not for the terminal: name a file with -o.")
    with _place(output) as file:
        if plan:
            file.write(exporting.form_of_template(plan, by=_who()))
            return
        with _store() as store:
            file.write(exporting.export_form(store, trial, by=_who(), say=_tell))


@app.command
def summary(trial: str) -> None:
    """What one trial all means, as JSON."""
    from trial.meaning.summary import as_json, summarise

    with _store() as store:
        _print([written(as_json(summarise(store.trial(trial))))])


@app.command
def score(scale: str, file: Path) -> None:
    """Score cases, one a row, so that anyone can check our sums against their own."""
    found = catalogue.get(scale)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            scored = [*score_cases(found, _counted(lines))]
    except UnicodeDecodeError:
        raise InvalidInput(f"{file}: This file is not UTF-8 text.") from None
    except InvalidInput as error:
        raise InvalidInput(f"{file}: {error}") from None
    sys.stdout.buffer.writelines(line.encode() for line in scored)


@app.command
def scales(*, json: As = False) -> None:
    """The catalogue: keys, items, levels, ranges, references."""
    _print([written(catalogue_tree())] if json else catalogue_lines())


@app.command
def schema() -> None:
    """The JSON Schema of the record file."""
    _print([written(json_schema())])


@app.command
def verify() -> None:
    """Read the whole ledger: intact, or the first entry that is not."""
    with _store() as store:
        _print([keeping.verify(store)])


@app.command
def backup(path: Path) -> None:
    """Copy the whole ledger to one portable file; it must be intact."""
    with _store() as store, _place(str(path)) as file:
        file.writelines(keeping.backup(store, by=_who()))
    _print([f"The whole ledger is in {path}."])


@app.command
def restore(path: Path) -> None:
    """Fill an empty database, of either kind, from a backup; then verify it."""
    with path.open("rb") as lines, _store() as store:
        _print([keeping.restore(store, lines, by=_who(), where=str(path))])


@app.command
def worklist(*, rebuild: As) -> None:
    """Make the worklist anew from the ledger."""
    if not rebuild:
        raise WrongUsage("Say --rebuild.")
    with _store() as store:
        _print([f"{keeping.rebuild_worklist(store)} trials listed."])


@app.command
def migrate() -> None:
    """Bring an older database up to date."""
    with _store():
        _print(["The database is up to date."])


@app.command
def erase(trial: str, *, reason: str) -> None:
    """Remove identity and free text of a closed trial; the chain still verifies."""
    with _store() as store:
        keeping.erase(store, trial, reason=reason, by=_who())
    _print([f"{trial}: identity and free text erased."])


@contextmanager
def _store() -> Iterator[Store]:
    store = open_store(settings().database_url)
    try:
        yield store
    finally:
        store.close()


def _worklist(store: Store) -> Iterator[WorklistRow]:
    after = ""
    while rows := store.worklist(after=after, limit=PAGE):
        yield from rows
        after = rows[-1].trial


def _who() -> str:
    """Who acts from a shell: its system user."""
    try:
        return f"shell:{getpass.getuser()}"
    except (KeyError, OSError):  # a user without a name, as in some containers
        return f"shell:{os.getuid()}"


def _plain(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")


def _tell(sentence: str) -> None:
    _say(sentence, DONE)


def _say(sentence: str, code: int) -> int:
    """One line on standard error, whatever somebody put into a file name."""
    sys.stderr.buffer.write(" ".join(sentence.split()).encode("utf-8", "backslashreplace") + b"\n")
    sys.stderr.flush()
    return code


@contextmanager
def _place(output: str) -> Iterator[BinaryIO]:
    """Where a file goes. It takes its name once it is whole: until then what stood there stays."""
    path = Path(output)
    if output == "-":
        yield sys.stdout.buffer
    elif path.exists() and not path.is_file():  # a pipe or a device
        with path.open("wb") as file:
            yield file
    else:
        path = path.resolve()
        if not path.parent.is_dir():
            raise InvalidInput(f"{output}: There is no such folder.")
        part = path.with_name(f"{path.name}.part")
        try:
            with part.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _counted(lines: Iterable[str]) -> Iterator[str]:
    """The same lines; on a terminal, how many so far."""
    shown = sys.stderr.isatty()
    for number, line in enumerate(lines):
        if shown and number % 1000 == 0:
            sys.stderr.write(f"\r{number} rows")
        yield line
    if shown:
        sys.stderr.write("\r\x1b[K")
