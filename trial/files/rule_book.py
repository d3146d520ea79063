"""The rule book, `trial/meaning/RULES.md`: each rule with the functions that carry it and the tests that hold it.

A function or a test cites a rule by its number: "rule 16", "rules 9 and 10", "rules 12-19" in its docstring, a comment
or its name (`test_rule_16_...`). Source text is read, and nothing imported: the tests may be absent.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from trial.settings import HOME

RULES = HOME / "trial" / "meaning" / "RULES.md"
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
CITATION = re.compile(r"\b[Rr]ules?\s+(\d+(?:(?:-|\s+to\s+|,\s+|\s+and\s+)\d+)*)")
SPAN = re.compile(r"(\d+)(?:(?:-|\s+to\s+)(\d+))?")


class Citation(NamedTuple):
    """A place that names a rule: the file, and the function or class around it, empty at the top of a file."""

    file: str
    name: str
    rule: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedRule:
    """One rule: its text in Markdown, and who cites it, as `trial/meaning/goals.py::goal_at`."""

    number: int
    text: str
    functions: tuple[str, ...]
    tests: tuple[str, ...]


def rule_book(home: Path = HOME) -> tuple[BookedRule, ...]:
    """Every rule in its order, with who cites it in the source under `home`; no tests where that has none."""
    in_code = [*citations(home, "trial"), *citations(home, "scales")]
    in_tests = [citation for citation in citations(home, "tests") if citation.name.startswith("test_")]
    return tuple(
        BookedRule(number=number, text=text, functions=_citing(number, in_code), tests=_citing(number, in_tests))
        for number, text in rule_texts().items()
    )


def rule_lines(book: Iterable[BookedRule]) -> Iterator[str]:
    """The book as lines of text."""
    for rule in book:
        yield f"{rule.number}. {rule.text}"
        yield from (f"    carried by {function}" for function in rule.functions)
        yield from (f"    held by {test}" for test in rule.tests)
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
                    yield Citation(path.relative_to(home).as_posix(), name, rule)


def _citing(rule: int, found: Iterable[Citation]) -> tuple[str, ...]:
    """Which functions of these cite a rule, each once."""
    return tuple(dict.fromkeys(f"{by.file}::{by.name}" for by in found if by.rule == rule and by.name))
