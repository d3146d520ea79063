"""The rule book, `trial/meaning/RULES.md`: each rule with the functions that carry it and the tests that hold it.

A function or a test cites a rule by its number: "rule 16", "rules 9 and 10", "rules 12-19" in its docstring, a comment
or its name (`test_rule_16_...`). Source text is read, and nothing imported: the tests may be absent.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from trial.settings import HOME

RULES = HOME / "trial" / "meaning" / "RULES.md"
CODE = ("trial", "scales")
TESTS = "tests"
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
CITATION = re.compile(r"\b[Rr]ules?\s+(\d+(?:(?:-|\s+to\s+|,\s+|\s+and\s+)\d+)*)")
SPAN = re.compile(r"(\d+)(?:(?:-|\s+to\s+)(\d+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place that names a rule: the file, and the function or class around it, empty at the top of a file."""

    file: str
    name: str
    rule: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedRule:
    """One rule: its text in Markdown, and by file the names of the functions and tests that cite it."""

    number: int
    text: str
    functions: dict[str, list[str]]
    tests: dict[str, list[str]]


def rule_book(home: Path = HOME) -> tuple[BookedRule, ...]:
    """Every rule in its order, with who cites it in the source under `home`; no tests where that has none."""
    in_code = [citation for folder in CODE for citation in citations(home, folder)]
    in_tests = [citation for citation in citations(home, TESTS) if citation.name.startswith("test_")]
    return tuple(
        BookedRule(number=number, text=text, functions=_of(in_code, number), tests=_of(in_tests, number))
        for number, text in rule_texts().items()
    )


def rule_lines(book: Iterable[BookedRule]) -> Iterator[str]:
    """The book as lines of text."""
    for rule in book:
        yield f"{rule.number}. {rule.text}"
        for by, found in (("carried by", rule.functions), ("held by", rule.tests)):
            yield from (f"    {by} {file}: {', '.join(names)}" for file, names in found.items())
        yield ""


def rule_texts() -> dict[int, str]:
    """The text of each rule by its number: from the line that begins with the number to the next rule or heading."""
    found: dict[int, str] = {}
    number = 0
    for line in RULES.read_text(encoding="utf-8").splitlines():
        if begins := re.match(r"(\d+)\. ", line):
            number = int(begins[1])
            found[number] = line[begins.end() :]
        elif line.startswith("#"):
            number = 0
        elif number and line:
            found[number] += f"\n{line.strip()}"
    return found


def citations(home: Path, folder: str) -> Iterator[Citation]:
    """Every citation in the Python files of one folder of `home`, file by file."""
    for path in sorted((home / folder).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        defined = [node for node in ast.walk(ast.parse(source)) if isinstance(node, DEFINITIONS)]
        for cited in CITATION.finditer(source.replace("_", " ")):
            line = source.count("\n", 0, cited.start()) + 1
            around = [node for node in defined if node.lineno <= line <= (node.end_lineno or 0)]
            name = ".".join(node.name for node in sorted(around, key=lambda node: node.lineno))
            for first, last in SPAN.findall(cited[1]):
                for rule in range(int(first), int(last or first) + 1):
                    yield Citation(file=path.relative_to(home).as_posix(), name=name, rule=rule)


def _of(found: list[Citation], rule: int) -> dict[str, list[str]]:
    """Of these citations the names that cite one rule, by file, each once."""
    by_file: dict[str, list[str]] = {}
    for citation in found:
        if citation.rule == rule and citation.name and citation.name not in by_file.setdefault(citation.file, []):
            by_file[citation.file].append(citation.name)
    return {file: names for file, names in by_file.items() if names}
