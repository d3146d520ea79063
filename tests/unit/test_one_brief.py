"""The brief is worded once: each of its texts is in each output that sets it; no output has sentences of its own."""

import ast
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

import trial as house
from trial.brief import Brief, brief_of
from trial.charts.goal_picture import picture_address
from trial.files.fhir import write_bundle
from trial.files.imprint import Made, imprint_of
from trial.files.page import write_page
from trial.files.record import read_record
from trial.files.templates import render
from trial.files.workbook import write_workbook
from trial.ledger.facts import Trial
from trial.meaning.summary import Summary, summarise
from trial.settings import DATA
from trial.wording.words import to_ascii

HOME = Path(house.__file__).parent
ZONE = ZoneInfo("Europe/London")
PROSE = re.compile(r"[A-Za-z]{2,} +[a-z]{2,} +[a-z]{2,}")
ROOMS = (
    "meaning",
    "rules",
    "brief",
    "charts",
    "files/page",
    "files/workbook/summary_sheet",
    "elements/meeting",
)
DEMONSTRATION = {file.stem: file for file in sorted((DATA / "demo").glob("*.json"))}


@cache
def summary_of(name: str) -> Summary:
    return summarise(Trial(record=read_record(DEMONSTRATION[name].read_bytes()), entries=7, fingerprint="ab" * 32))


def seen(text: str) -> str:
    """A text as it is compared: on one line, gaps and minus signs alike."""
    return to_ascii(" ".join(text.split())).casefold()


def of_html(html: str) -> str:
    visible = re.sub(r"<(style|title)>.*?</\1>", "", html, flags=re.S)
    return seen(unescape(re.sub(r"<[^>]+>", " ", visible)))


def on_paper(summary: Summary) -> str:
    return of_html(write_page(summary, imprint(summary)).decode())


def on_review(summary: Summary) -> str:
    return of_html(str(render("review_first.html", brief=brief_of(summary, ZONE), address=picture_address)))


def on_decide(summary: Summary) -> str:
    brief = brief_of(summary, ZONE)
    return of_html(
        str(render("decide_facts.html", brief=brief, address=picture_address))
        + str(render("decisions.html", decisions=brief.decision.every_signed))
    )


def in_the_narrative(summary: Summary) -> str:
    bundle = json.loads(write_bundle(summary, imprint(summary)))
    (composition,) = [one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == "Composition"]
    parts = (f"{part['title']} {part['text']['div']}" for part in composition["section"])
    return of_html(f"{composition['title']} {' '.join(parts)}")


def in_the_workbook(summary: Summary) -> str:
    book = load_workbook(BytesIO(write_workbook(summary, imprint(summary), ())))
    sheets = (book["Summary"], book["Goals"])  # the second holds in full what the first had to cut
    cells = (str(cell.value) for sheet in sheets for row in sheet for cell in row if cell.value is not None)
    return seen(" ".join(cells))


def imprint(summary: Summary):  # type: ignore[no-untyped-def]
    made_at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return imprint_of(summary.trial, Made(service_name="", version="0", zone=ZONE, made_at=made_at, made_by="K Tan"))


def goals(brief: Brief) -> Iterator[str]:
    """Goals with result and reading, dose by dose, and what they come to."""
    for row in brief.goals.rows:
        yield from (row.words, row.asks)
        for cell in row.cells:
            yield from (cell.word, cell.reading, cell.voices, cell.agreed_then)
    for column in brief.goals.columns:
        yield from (column.title, column.happened, column.decided, column.word)
        yield from (count.text for count in column.counts)
        yield from (topic.text for topic in column.cost)


def first(brief: Brief) -> Iterator[str]:
    for fact in brief.prominent:
        yield from (fact.mark, fact.text)


def facts(brief: Brief) -> Iterator[str]:
    """What the latest dose was, and what was said."""
    yield from (topic.text for topic in brief.topics)
    for said in brief.quotations:
        yield from (said.text, said.speaker)


def cautions(brief: Brief) -> Iterator[str]:
    """What is to be read with care, a voided signature too."""
    yield from brief.cautions


def standing(brief: Brief) -> Iterator[str]:
    """The decision that is in force."""
    yield from (text for _, text in brief.decision.signed.lines) if brief.decision.signed else ()


def decided(brief: Brief) -> Iterator[str]:
    """Every decision that was signed."""
    for decision in brief.decision.every_signed:
        yield from (decision.title, *(text for _, text in decision.lines))


def identity(brief: Brief) -> Iterator[str]:
    yield from (brief.identity.name, brief.identity.identifier, brief.identity.about, brief.question)


FACES: dict[Callable[[Summary], str], tuple[Callable[[Brief], Iterator[str]], ...]] = {
    on_paper: (identity, first, goals, facts, cautions, decided),
    on_review: (identity, first, goals, facts, cautions, standing),
    on_decide: (first, goals, cautions, decided),
    in_the_narrative: (first, goals, facts, cautions, decided),
    in_the_workbook: (identity, first, goals, facts, cautions, decided),
}


@pytest.mark.parametrize("name", DEMONSTRATION)
@pytest.mark.parametrize("face", FACES, ids=lambda face: face.__name__)
def test_each_text_of_the_brief_is_in_each_output_that_sets_it(face: Callable[[Summary], str], name: str) -> None:
    summary = summary_of(name)
    shown, brief = face(summary), brief_of(summary, ZONE)
    for block in FACES[face]:
        for text in block(brief):
            assert seen(text) in shown, f"{block.__name__}: {text}"


def sentences(room: str) -> Iterator[str]:
    """Every text of three words or more in the code of a package, docstrings and what errors say apart."""
    for file in sorted(HOME.glob(f"{room}/**/*.py")) or [HOME / f"{room}.py"]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        passed: set[int] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise):
                passed |= {id(part) for part in ast.walk(node)}
            elif isinstance(node, ast.Expr):
                passed.add(id(node.value))
        said = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in passed)
        for text in said:
            if isinstance(text.value, str) and PROSE.search(text.value):
                yield f"{file.relative_to(HOME)}:{text.lineno}: {text.value}"


@pytest.mark.parametrize("room", ROOMS)
def test_no_sentence_is_in_a_package_of_facts_or_in_an_output(room: str) -> None:
    assert list(sentences(room)) == []


def test_no_sentence_is_in_a_template() -> None:
    """Headings and notes come from wording; what is between the tags of a template is marks and joining words."""
    for file in sorted((HOME / "files" / "templates").glob("*.html")):
        bare = re.sub(r"{[%{#].*?[#%}]}|<[^>]*>", "|", file.read_text(encoding="utf-8"), flags=re.S)
        assert PROSE.findall(bare) == [], file.name
