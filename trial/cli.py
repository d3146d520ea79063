"""The commands (files/FORMATS.md): exit 0 done, 1 refused with one sentence on standard error, 2 wrong usage."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO

try:
    import pwd
except ImportError:  # on Windows
    pwd = None  # type: ignore[assignment]

from cyclopts import App, CycloptsError, Parameter

import scales as catalogue
from scales.base import ScaleError
from trial.actions import exporting, importing, maintenance, rights
from trial.actions.act import every_row
from trial.actions.rights import Permitted
from trial.errors import InvalidInput, TrialError
from trial.files import formats
from trial.files.data_dictionary import catalogue_lines, catalogue_tree, write_dictionary
from trial.files.formats import Format
from trial.files.json_toml import written
from trial.files.record import LARGEST_BYTES, json_schema
from trial.files.rule_book import rule_book, rule_lines
from trial.files.summary import as_json
from trial.files.table import score_cases
from trial.meaning.summary import summarise
from trial.rules.roles import Recorder, Right
from trial.settings import VERSION, settings
from trial.store import Item, Store, Watch, open_store
from trial.wording.refusals import sentence_of

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
FORMATS = {key: form for key, form in formats.exports().items() if not form.of}
FOR_ALL = " or ".join(sorted(key for key, form in FORMATS.items() if form.write_all))
Flag = Annotated[bool, Parameter(negative=())]
FormatKey = Annotated[str, Parameter(help="; ".join(f"{key}: {form.name}" for key, form in FORMATS.items()))]
Purpose = Annotated[str, Parameter(name="--for", help="spreadsheet: a csv to open in one, not for a program")]
EveryTrial = Annotated[bool, Parameter(negative=(), help=f"every trial, as {FOR_ALL}")]
Output = Annotated[str, Parameter(name=["-o", "--output"], allow_leading_hyphen=True)]  # "-" is standard output
app = App(
    name="python -m trial",
    help="The intrathecal baclofen trial, from a shell.",
    version=VERSION,
    help_format="plaintext",
    suppress_keyboard_interrupt=False,
)


def main(arguments: Sequence[str]) -> int:
    """Run one command; answers its exit code."""
    try:
        if not arguments:
            raise CycloptsError(msg="Name a command.")
        code = app(list(arguments), exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
    except CycloptsError as error:
        say(f"{error} See --help.")
        return WRONG_USAGE
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        say("Stopped. What was finished before stays.")
        return REFUSED
    except (TrialError, ScaleError, OSError) as error:
        return _refused(error)
    return code if isinstance(code, int) else DONE


def _refused(error: Exception) -> int:
    """Say in a sentence what was wrong."""
    if isinstance(error, OSError):
        say(f"{error.filename or 'The file'}: {error.strerror or 'cannot be used'}.")
    else:
        say(sentence_of(error) if isinstance(error, TrialError) else str(error))
    return REFUSED


@app.command
def demo() -> None:
    """Add the demonstration trials; a second time adds nothing."""
    with _store() as store:
        added = importing.add_demonstration(store, by=_who())
    print_lines([f"{added} demonstration trials added." if added else "The demonstration trials are there already."])


@app.command(name="list")
def list_(*, json: Flag = False) -> None:
    """The worklist by the record alone, whatever the hour, latest change first."""
    with _store() as store:
        rows = [*every_row(store)]
    if json:
        print_lines(
            [
                written(
                    [
                        {key: _plain(value) for key, value in asdict(row).items() if key != "slots_to_come"}
                        for row in rows
                    ]
                )
            ]
        )
    else:
        cells = ((row.trial, row.identifier, row.name, row.state.replace("_", " ")) for row in rows)
        print_lines("\t".join(" ".join(cell.split()) for cell in row) for row in cells)


@app.command(name="import")
def import_(*files: Annotated[Path, Parameter(allow_leading_hyphen=False)]) -> int:
    """Add the trials in record files, and filled proformas to theirs; each file stands or falls on its own."""
    if not files:
        raise CycloptsError(msg="Name at least one file.")
    code, stays = DONE, "Stopped: what was added stays, the file under way and those after it were not looked at."
    with _store() as store, stoppable(stays):
        for file in watched("Importing")(files, len(files)):
            try:
                done = importing.import_file(store, _content(file), by=_who(), where=str(file))
            except (TrialError, OSError) as error:
                code = _refused(error)
            else:
                print_lines(f"{file}: {line}" for line in done.report)
    return code


def _content(file: Path) -> bytes:
    """A file to be imported; of one that is larger than any, enough to say so."""
    with file.open("rb") as opened:
        return opened.read(LARGEST_BYTES + 1)


@app.command
def export(
    trial: str = "",
    *,
    format: FormatKey,  # noqa: A002
    purpose: Purpose = "",
    all: EveryTrial = False,  # noqa: A002
    output: Output = "-",
) -> None:
    """One trial as a file, or --all of them; -o - is standard output."""
    if format not in FORMATS:
        raise CycloptsError(msg=f"There is no format {format}; name one of {', '.join(FORMATS)}.")
    key = f"{format}-{purpose}" if purpose else format
    form = formats.exports().get(key)
    if form is None:
        raise CycloptsError(msg=f"There is no {format} for {purpose}; there is csv for spreadsheet.")
    if bool(trial) == all:
        raise CycloptsError(msg="Name one trial, or ask for --all.")
    if all and form.write_all is None:
        raise CycloptsError(msg=f"Every trial at once comes as {FOR_ALL}.")
    with output_file(output, form) as file, _store(form.right) as store:  # one that cannot be written is no export
        if all:
            file.writelines(exporting.export_all(store, key, by=_who(), say=say, watch=watched("Exporting")))
        else:
            file.write(exporting.export(store, trial, key, by=_who(), say=say))


@app.command
def proforma(trial: str = "", *, plan: str = "", output: Output = "-") -> None:
    """The blank paper twin of a trial, or of a template (--plan), as .xlsx; filled in, `import` reads it back."""
    if bool(trial) == bool(plan):
        raise CycloptsError(msg="Name one trial, or a template with --plan.")
    form = formats.get("proforma")
    with output_file(output, form) as file:
        if plan:
            file.write(exporting.form_of_template(plan, by=_who()))
        else:
            with _store(form.right) as store:
                file.write(exporting.export(store, trial, form.key, by=_who(), say=say))


@app.command
def summary(trial: str) -> None:
    """What one trial all means, as JSON."""
    with _store() as store:
        print_lines([written(as_json(summarise(store.trial(trial))))])


@app.command
def score(scale: str, file: Path) -> None:
    """Score cases, one a row, so that anyone can check our sums against their own."""
    found = catalogue.get(scale)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            scored = [*score_cases(found, watched("Scoring")(lines))]
    except UnicodeDecodeError:
        raise InvalidInput(f"{file}: This file is not UTF-8 text.") from None
    except InvalidInput as error:
        raise InvalidInput(f"{file}: {error}") from None
    sys.stdout.buffer.writelines(line.encode() for line in scored)


@app.command
def scales(*, json: Flag = False) -> None:
    """The catalogue: keys, items, levels, ranges, references."""
    print_lines([written(catalogue_tree())] if json else catalogue_lines())


@app.command
def rules(*, json: Flag = False) -> None:
    """The rule book: each rule, the functions that carry it, the tests that hold it."""
    book = rule_book()
    if not any(rule.tests for rule in book):
        say("The tests are not installed here: no rule shows what holds it.")
    print_lines([written([asdict(rule) for rule in book])] if json else rule_lines(book))


@app.command
def schema(*, csv: Flag = False) -> None:
    """The JSON Schema of the record file; --csv: the data dictionary of the csv, itself a csv."""
    if csv:
        sys.stdout.buffer.writelines(line.encode() for line in write_dictionary())
    else:
        print_lines([written(json_schema())])


@app.command
def verify(*, against: Path | None = None) -> None:
    """Read the whole ledger: intact, or the first entry that is not; --against a backup, whether all of it is here."""
    with _store() as store, stoppable("Stopped: the ledger was not read to its end."):
        said = maintenance.verify(store, watch=watched("Verifying"))
        if against is not None:
            with against.open("rb") as lines:
                said += f"; {maintenance.compare(store, lines, str(against))}"
        print_lines([said])


@app.command
def backup(path: Path, *, check: Flag = False) -> None:
    """Copy the whole ledger to one portable file; --check: whether the file there would restore, and how old it is."""
    if check:
        with path.open("rb") as lines, _store("administer") as store, stoppable("Stopped: the backup was not checked."):
            print_lines([maintenance.check_backup(store, lines, where=str(path), watch=watched("Checking"))])
        return
    with _store() as store, output_file(str(path)) as file:
        file.writelines(maintenance.backup(store, by=_who(), watch=watched("Backing up")))
    print_lines([f"The whole ledger is in {path}."])


@app.command
def restore(path: Path) -> None:
    """Fill an empty database, of either kind, from a backup; then verify it."""
    watch = watched("Restoring")
    with path.open("rb") as file, _store() as store, stoppable("Stopped: nothing was restored."):
        count = sum(1 for _ in file)
        file.seek(0)
        print_lines([maintenance.restore(store, watch(file, count), by=_who(), where=str(path), watch=watch)])


@app.command
def worklist(*, rebuild: Flag) -> None:
    """Make the worklist anew from the ledger."""
    if not rebuild:
        raise CycloptsError(msg="Say --rebuild.")
    with _store() as store, stoppable("Stopped: some rows may be as they were; run it again."):
        print_lines([f"{store.rebuild_worklist()} trials listed."])


@app.command
def migrate() -> None:
    """Bring an older database up to date."""
    with _store("administer"):
        print_lines(["The database is up to date."])


@app.command
def erase(trial: str, *, reason: str) -> None:
    """Remove identity and free text of a closed trial; the chain still verifies."""
    with _store() as store:
        maintenance.erase(store, trial, reason=reason, by=_who())
    print_lines([f"{trial}: identity and free text erased."])


@contextmanager
def _store(right: Right = "review") -> Iterator[Store]:
    """The store as the shell's user may use it; without this right it is not even opened."""
    recorder = Recorder(name=_who(), comes_by="shell")
    rights.check_may(recorder, right)
    store = open_store(settings().database_url)
    try:
        yield Permitted(store, recorder)
    finally:
        store.close()


def _who() -> str:
    """Who acts from a shell: the account that the system runs it under, whatever its environment says."""
    if pwd is None:
        return f"shell:{os.getlogin()}"
    try:
        return f"shell:{pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:  # a user without a name, as in some containers
        return f"shell:{os.getuid()}"


def print_lines(lines: Iterable[str]) -> None:
    """Lines on standard output, whatever its encoding."""
    for line in lines:
        sys.stdout.buffer.write(line.encode("utf-8", "backslashreplace") + b"\n")


def say(sentence: str) -> None:
    """One line on standard error, whatever somebody put into a file name."""
    sys.stderr.buffer.write(" ".join(sentence.split()).encode("utf-8", "backslashreplace") + b"\n")
    sys.stderr.flush()


@contextmanager
def stoppable(sentence: str) -> Iterator[None]:
    """Within, Ctrl-C stops with this sentence."""
    try:
        yield
    except KeyboardInterrupt:
        raise TrialError(sentence) from None


@contextmanager
def output_file(output: str, form: Format | None = None) -> Iterator[BinaryIO]:
    """Where a file goes. It takes its name once it is whole: until then what stood there stays."""
    path = Path(output)
    if output == "-":
        if form is not None and form.binary and sys.stdout.isatty():
            raise CycloptsError(msg="A workbook is not for the terminal: name a file with -o.")
        with stoppable("Stopped: what came out is not the whole file."):
            yield sys.stdout.buffer
    elif path.exists() and not path.is_file():  # a pipe or a device
        with stoppable(f"Stopped: what went to {output} is not the whole file."), path.open("wb") as file:
            yield file
    else:
        path = path.resolve()
        if not path.parent.is_dir():
            raise InvalidInput(f"{output}: There is no such folder.")
        part = path.with_name(f"{path.name}.part")
        try:
            with stoppable(f"Stopped: {output} was not written."), part.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def watched(what: str) -> Watch:
    """A bar on standard error where that is a terminal; elsewhere nothing is shown."""

    def watch(items: Iterable[Item], total: int = 0, /) -> Iterator[Item]:
        if not sys.stderr.isatty():
            yield from items
            return
        from rich.console import Console  # on the way to no answer but that of long work
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        shown = Console(stderr=True)
        with Progress(*columns, console=shown, transient=True, redirect_stdout=False, redirect_stderr=False) as bar:
            yield from bar.track(items, total=total or None, description=what)

    return watch


def _plain(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
