"""The HTML summary: one file that needs no other, prints on A4, says whose it is on every sheet, and runs nothing."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.unit.worded import cautions, headline
from trial.brief import brief_of
from trial.brief.panels import A_PAGE, a_page, panels_of
from trial.charts.goal_picture import picture
from trial.files.imprint import Made, imprint_of
from trial.files.page import write_page
from trial.files.record import read_record
from trial.ledger.facts import Decision, Goal, Person, Record, Trial, Words
from trial.meaning.summary import summarise
from trial.settings import DATA

DEMONSTRATION = sorted((DATA / "demo").glob("*.json"))
HOSTILE = (
    "=1+1 +44 -2 @SUM \"'><script>alert(1)</script><img src=x onerror=alert(2)> &amp; \u202eright\u202c 😀 _x0041_"
)
FINGERPRINT = "9f3c61ab04de7712c88a5e1072bf93d41e60aa57b9034c2f5d81e7f630ca448b"
VOID = {"meta", "img", "br", "col", "link", "input", "hr"}
A4_PIXELS = (706, 1051)
"""What @page leaves of A4 at 96 pixels an inch, foot included."""


def demonstration(file: Path) -> Trial:
    return Trial(record=read_record(file.read_bytes()), entries=214, fingerprint=FINGERPRINT)


def page_of(trial: Trial, **more: Any) -> str:
    known: dict[str, Any] = {
        "service_name": "Ward 4",
        "version": "0.1.0",
        "zone": ZoneInfo("Europe/London"),
        "made_at": datetime(2026, 11, 28, 9, 14, tzinfo=UTC),
        "made_by": "K Tan",
    }
    return write_page(summarise(trial), imprint_of(trial, Made(**(known | more)))).decode()


class Tags(HTMLParser):
    """Every element with its attributes; `problems` names what is not closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.problems: list[str] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.problems += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] != "style":
            self.text.append(data)


def words(html: str) -> str:
    return " ".join(" ".join(Tags(html).text).replace("\u00a0", " ").split())


def sheets(html: str) -> list[str]:
    return html.split('<div class="sheet">')[1:]


@pytest.mark.parametrize("file", DEMONSTRATION, ids=lambda file: file.stem)
def test_the_page_is_well_formed_and_loads_and_runs_nothing(file: Path) -> None:
    html = page_of(demonstration(file))
    tags = Tags(html)
    assert tags.problems == []
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & {tag for tag, _ in tags.found}
    for _, attributes in tags.found:
        assert not {"src", "href", "srcset", "action"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", html)
    assert "@import" not in html


@pytest.mark.parametrize("file", DEMONSTRATION, ids=lambda file: file.stem)
def test_every_sheet_says_whose_it_is_and_where_it_came_from(file: Path) -> None:
    trial = demonstration(file)
    person = trial.person
    assert person.born is not None
    every = sheets(page_of(trial))
    assert len(every) == 3
    for sheet in every:
        foot = words("<div>" + sheet.split('<div class="foot">')[1].split("</div>")[0] + "</div>")
        for said in (person.identifier, person.name, f"{person.born:%d %b %Y}", trial.id, "K Tan", "Ward 4"):
            assert said in foot
        assert "made 28 Nov 2026 09:14 Europe/London by K Tan" in foot
        assert "version 0.1.0, 214 ledger entries" in foot
        assert " ".join(FINGERPRINT[place : place + 8] for place in range(0, 64, 8)) in foot


@pytest.mark.parametrize("file", DEMONSTRATION, ids=lambda file: file.stem)
def test_a_page_is_a_draft_until_its_decision_is_signed(file: Path) -> None:
    trial = demonstration(file)
    summary = summarise(trial)
    html = page_of(trial)
    if summary.state in ("awaiting_dose", "closed"):
        assert "DRAFT" not in html
        assert "NOT YET DECIDED" not in html
    else:
        assert all("<b>DRAFT</b>" in sheet for sheet in sheets(html))
        assert "DRAFT: NOT YET DECIDED" in words(sheets(html)[0])


def test_what_is_typed_and_not_signed_is_on_the_lines_and_decides_nothing() -> None:
    trial = demonstration(DATA / "demo" / "walker_too_weak.json")
    draft = Decision(outcome="proceed", reason="Walks further", person_agrees="unsure")
    record = replace(trial.record, decisions=(*trial.decisions, draft))
    first = sheets(page_of(replace(trial, record=record)))[0]
    assert "Decision: NOT YET DECIDED" in words(first)
    assert "Walks further" in words(first)
    assert first.count('aria-label="chosen"') == 2


def test_lost_goals_and_severe_events_come_before_the_table() -> None:
    first = sheets(page_of(demonstration(DATA / "demo" / "walker_too_weak.json")))[0]
    assert first.index('<span class="inverse">LOST</span>') < first.index("<table")
    severe = sheets(page_of(demonstration(DATA / "demo" / "drowsy_day.json")))[0]
    assert severe.index('<span class="inverse">Severe</span>') < severe.index("<table")


def test_the_sentences_of_the_page_are_those_of_the_summary() -> None:
    trial = demonstration(DATA / "demo" / "walker_gains.json")
    summary = summarise(trial)
    said = words(page_of(trial))
    brief = brief_of(summary, ZoneInfo("Europe/London"))
    for fact in (*brief.topics, *(cost for dose in brief.doses for cost in dose.cost)):
        assert fact.text.replace("\u00a0", " ") in said
    for dose in summary.doses:
        for result in dose.results:
            assert headline(result).replace("\u00a0", " ") in said
    for caution in cautions(summary):
        assert caution.replace("\u00a0", " ") in said


def test_every_chart_has_its_words_and_every_table_its_heads() -> None:
    tags = Tags(page_of(demonstration(DATA / "demo" / "walker_too_weak.json"))).found
    drawings = [attributes for tag, attributes in tags if tag == "svg"]
    assert len(drawings) >= 6
    assert all(one.get("role") == "img" and one.get("aria-label") for one in drawings)
    assert sum(tag == "table" for tag, _ in tags) == sum(tag == "caption" for tag, _ in tags)
    assert all("scope" in attributes for tag, attributes in tags if tag == "th")
    assert [attributes["lang"] for tag, attributes in tags if tag == "html"] == ["en-GB"]
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def hostile(trial: Trial, text: str) -> Trial:
    """The same trial with this text wherever people type."""
    record = trial.record
    said = Words(by="person", slot="+4h", text=text)
    dose = replace(record.doses[-1], words=(said,), reason=text)
    decision = Decision(outcome="defer", reason=text, present=(text,), person_words=text, dissent=text, conditions=text)
    person = Person(identifier=text[:200], name=text[:200], diagnosis=text, cord_level=text, usual_aid=text)
    goals = tuple(replace(goal, words=text) for goal in record.goals)
    plan = replace(record.plan, question=text)
    changed: Record = replace(
        record, person=person, goals=goals, plan=plan, doses=(*record.doses[:-1], dose), decisions=(decision,)
    )
    return replace(trial, record=changed)


def test_hostile_text_comes_out_unchanged_and_is_never_markup() -> None:
    trial = hostile(demonstration(DATA / "demo" / "walker_gains.json"), HOSTILE)
    html = page_of(trial, service_name=HOSTILE[:30], made_by=HOSTILE[:30])
    tags = Tags(html)
    assert tags.problems == []
    assert not {"script", "img"} & {tag for tag, _ in tags.found}
    assert words(html).count(" ".join(HOSTILE.split())) >= 8
    assert HOSTILE in unescape(html)


def test_ten_thousand_characters_are_cut_on_the_first_sheet_and_in_full_on_the_last() -> None:
    long = "word " * 1999 + "tail."
    trial = hostile(demonstration(DATA / "demo" / "walker_gains.json"), long)
    *_, last = sheets(page_of(trial))
    assert "In full, what may be cut on the first sheet" in last
    assert words(last).count("tail.") >= 4


def test_a_trial_without_a_given_dose_has_its_page_too() -> None:
    goal = Goal(id="g1", kind="achieve", words="Walk")
    record = Record(trial="T-0001", person=Person(identifier="RX1"), goals=(goal,))
    html = page_of(Trial(record=record, entries=2, fingerprint=FINGERPRINT))
    assert Tags(html).problems == []
    assert "name not recorded" in html
    assert "No dose yet" in html


def test_the_pictures_in_the_table_show_the_course_of_each_goal() -> None:
    brief = brief_of(summarise(demonstration(DATA / "demo" / "walker_too_weak.json")), ZoneInfo("Europe/London"))
    shown = [cell.picture for row in brief.goals.rows for cell in row.cells if cell.picture]
    assert len(shown) == 8  # four goals with a target at two doses; the fifth was not tested
    for thumbnail in shown:
        drawn = picture(thumbnail).markup()
        assert Tags(drawn).problems == []
        (line,) = thumbnail.lines
        assert drawn.count("<polyline") == sum(len(run) > 1 for run in line.runs)
        assert drawn.count("<rect") == 1 + len(line.could_not)  # the good side of the goal; what could not be
        assert thumbnail.says in unescape(drawn)


@pytest.fixture
def printed(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    """Print a page as a browser does: the heights of its first sheet, and its pages as text."""
    context = chromium.new_context(viewport={"width": A4_PIXELS[0], "height": 1000}, offline=True)
    browser_page = context.new_page()
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))

    def printing(html: str) -> tuple[float, list[str]]:
        (tmp_path / "page.html").write_text(html, encoding="utf-8")
        browser_page.goto(f"file://{tmp_path / 'page.html'}")
        browser_page.emulate_media(media="print")
        high = browser_page.evaluate("document.querySelector('.sheet').scrollHeight")
        browser_page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        assert [one for one in asked if not one.startswith("file://")] == []
        if shutil.which("pdftotext") is None:
            if os.environ.get("CI") == "true":
                pytest.fail("pdftotext is not installed on this machine (Debian: apt-get install poppler-utils).")
            pytest.skip("pdftotext is not installed on this machine (Debian: apt-get install poppler-utils).")
        told = subprocess.run(["pdftotext", "-layout", tmp_path / "page.pdf", "-"], capture_output=True, check=True)
        return high, told.stdout.decode().split("\f")[:-1]

    yield printing
    context.close()


@pytest.mark.parametrize("file", DEMONSTRATION, ids=lambda file: file.stem)
def test_it_prints_on_three_or_four_sheets_of_a4_each_with_two_identifiers_and_its_number(
    file: Path, printed: Any
) -> None:
    trial = demonstration(file)
    high, pages = printed(page_of(trial))
    assert high <= A4_PIXELS[1]
    charts = len(a_page(panels_of(summarise(trial))))
    sheets = 3 if charts <= A_PAGE else 4  # every goal has a chart, rated ones too
    assert len(pages) == sheets
    for number, page in enumerate(pages, 1):
        assert trial.person.identifier in page
        assert trial.person.name in page
        assert f"page {number} of {sheets}" in page


def test_a_very_wordy_trial_keeps_its_first_sheet_to_one_page_and_its_identity_on_all(printed: Any) -> None:
    trial = demonstration(DATA / "demo" / "walker_too_weak.json")
    wordy = hostile(trial, "Much was said about this, and all of it is kept. " * 40)
    wordy = replace(wordy, record=replace(wordy.record, person=trial.person))
    high, pages = printed(page_of(wordy))
    assert high <= A4_PIXELS[1]
    assert "Decision: NOT YET DECIDED" in pages[0]
    assert all("DEMO-0007" in page for page in pages)
