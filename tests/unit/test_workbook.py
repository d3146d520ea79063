"""The workbook, opened again: its sheets, its numbers and texts, its pages and its names."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.unit.building import T0, achieve, at, dose, hourly, keep, reading, trial
from trial.files.imprint import Made, imprint_of
from trial.files.workbook import SHEETS, write_workbook
from trial.files.workbook.sheet import CUT
from trial.ledger.entries import Entry, EventsAsked, Fact, Opened, ReadingTaken, ReadingWithdrawn
from trial.ledger.facts import Action, Correction, Decision, Event, Goal, Person, Plan, Rating, Rise, Tick, Trial, Words
from trial.meaning.summary import summarise

LONDON = ZoneInfo("Europe/London")
HOSTILE = (
    "=1+1",
    "+44 20 7946 0000",
    "-2",
    "@SUM(A1)",
    '=HYPERLINK("http://x")',
    "'quoted",
    "#N/A",
    "TRUE",
    "1e5",
    " spaces both ends ",
    "two\nlines\tand a tab",
    "<b>&amp;</b> \"'",
    "<r>not a run of letters</r>",
    "_x0041_x0042_ shares an underscore",
    "🦿 👩🏽‍⚕️",
    "שלום עולם",
    "\ufffe\uffff",
    "x" * 10_000,
)
ADDUCTORS = ("left_hip_adductors", "right_hip_adductors")


def written(trial: Trial, audit: Any = (), **more: Any) -> bytes:
    known: dict[str, Any] = {
        "service_name": "Ward 7",
        "version": "0.1.0",
        "zone": LONDON,
        "made_at": at(600),
        "made_by": "K Tan",
    } | more
    return write_workbook(summarise(trial), imprint_of(trial, Made(**known)), audit)


def opened(trial: Trial, audit: Any = (), **more: Any) -> Workbook:
    return load_workbook(BytesIO(written(trial, audit, **more)))


@pytest.fixture(scope="module")
def book() -> Workbook:
    """The workbook of the walker."""
    return opened(walker())


def cells(book: Workbook) -> Iterator[Cell]:
    return (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None)


def texts(sheet: Worksheet) -> list[str]:
    """Every text of a sheet, row by row, with ordinary spaces."""
    found = (cell.value for row in sheet.iter_rows() for cell in row)
    return [text.replace("\u00a0", " ") for text in found if isinstance(text, str)]


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    """A table's rows by their headings."""
    head, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def shown(data: bytes) -> list[str]:
    """Every text as a spreadsheet shows it: openpyxl gets the escapes of the format wrong."""
    with ZipFile(BytesIO(data)) as parts:
        kept = ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))  # noqa: S314 - our own file
    texts = ("".join(text.itertext()) for text in kept)
    return [re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text) for text in texts]


def fact(book: Workbook, name: str) -> Any:
    """A named headline fact."""
    place = book.defined_names[name].attr_text
    sheet, cell = place.split("!")
    return book[sheet.strip("'")][cell.replace("$", "")].value


def walker(**more: Any) -> Trial:
    """Tone 3 to 1+, a walk of 22 s to 16 s, standing lost from 2 to 3 h, blood pressure, an event."""
    tone = hourly("modified_ashworth", ADDUCTORS[0], ["3", "2", "2", "1+", "1+", "1+", "2", "3"])
    walk = hourly("ten_metre_walk", "seconds", [22, 21, "unable_weakness", "unable_weakness", 16, 17, 20, 22])
    stand = hourly("assistance", "sit_to_stand", ["4", "4", "1", "1", "4", "4", "4", "4"])
    pressure = hourly("observations", "systolic", [126, 120, 104, 108, 112, 118, 120, 124])
    event = Event(kind="somnolence", severity="mild", cause="drug", began_at=at(150), words="Dozing")
    said = Words(by="person", slot="+4h", text="My legs feel light")
    goals = (
        achieve("ten_metre_walk", "seconds", "at_most", 17.6),
        keep("assistance", "sit_to_stand", "not_worse_by_steps", 1),
    )
    given = dose(tone, walk, stand, pressure, events=(event,), events_asked=True, words=(said,))
    return trial(given, goals=goals, **{"person": {"name": "DEMO ROWAN"}} | more)


DECISION = Decision(
    outcome="repeat_lower",
    reason="Too weak to stand",
    person_agrees="yes",
    signed_by="J Marsh",
    signed_at=at(60 * 24),
    conditions="Standing tested hourly",
    actions=(Action(what="Book the day ward", who="M Okoro"),),
)


def test_the_sheets_are_in_the_order_of_the_contract(book: Workbook) -> None:
    assert tuple(book.sheetnames) == SHEETS
    assert SHEETS == ("Summary", "Charts", "Course", "Readings", "Goals", "Events", "Audit", "Dictionary")


def test_every_sheet_prints_on_a4_one_page_wide_with_titles_and_page_numbers(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet.page_setup.paperSize == 9, sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what is not written
        assert "&P of &N" in sheet.oddFooter.right.text
        assert sheet.print_area
    assert book["Summary"].page_setup.fitToHeight in (None, 1)
    assert book["Charts"].page_setup.fitToHeight == 0
    for name in SHEETS[2:]:
        assert book[name].print_title_rows == "$1:$1"
        assert book[name].auto_filter.ref
        assert book[name].freeze_panes


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"name": "DEMO ROWAN"}, ("RX1", "DEMO ROWAN")),
        ({"name": ""}, ("RX1", "born 04 May 1971")),
        ({"identifier": "", "born": None}, ("identity erased",)),
    ],
)
def test_every_page_carries_the_two_identifiers(person: dict[str, Any], expected: tuple[str, ...]) -> None:
    for sheet in opened(walker(person=person)).worksheets:
        for part in expected:
            assert part in sheet.oddHeader.left.text, sheet.title


def test_every_page_says_draft_until_the_decision_is_signed() -> None:
    unsigned = Decision(outcome="proceed", reason="typed so far")
    for decisions in ((), (unsigned,), (DECISION, unsigned)):
        book = opened(walker(decisions=decisions))
        assert all(sheet.oddHeader.right.text == "DRAFT: NOT YET DECIDED" for sheet in book.worksheets)
        assert "DRAFT: NOT YET DECIDED" in texts(book["Summary"])
        assert fact(book, "itb_outcome") == "NOT YET DECIDED"
    signed = opened(walker(decisions=(DECISION,)))
    assert all(sheet.oddHeader.right.text == "Signed: REPEAT LOWER" for sheet in signed.worksheets)
    assert fact(signed, "itb_outcome") == "REPEAT LOWER"
    assert not any("NOT YET DECIDED" in text for text in texts(signed["Summary"]))


def test_a_dose_after_a_signed_decision_makes_it_a_draft_again() -> None:
    signed = walker(decisions=(DECISION,))
    later = T0 + timedelta(days=7)
    second = dose(hourly("pain", "rating", [6, 5, 4, 3, 2, 2, 3, 5], given_at=later), number=2, given_at=later)
    again = Trial(record=_with(signed, doses=(*signed.doses, second)), entries=0, fingerprint="")
    assert fact(opened(again), "itb_outcome") == "NOT YET DECIDED"
    said = texts(opened(again)["Summary"])
    assert "Decided 19 Nov 2026: REPEAT LOWER" in said
    assert "Decision: NOT YET DECIDED" in said


def test_a_long_or_coded_name_keeps_headers_within_what_excel_takes() -> None:
    person = {"name": "M&G &A &[Date] 🦿 " + "&" * 300, "identifier": "8" * 300}
    data = written(walker(person=person), service_name="&" * 200)
    with ZipFile(BytesIO(data)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                found = re.findall(r"<odd(?:Header|Footer)>(.*?)</odd", parts.read(name).decode())
                plain = [one.replace("&amp;", "&").replace("&quot;", '"') for one in found]
                assert len(plain) == 2
                assert all(len(one.encode("utf-16-le")) <= 2 * 255 for one in plain)


def test_a_long_name_leaves_room_to_write_beside_it() -> None:
    said = texts(opened(walker(person={"name": "Wolfeschlegelsteinhausenbergerdorff" * 8}))["Summary"])
    assert any(text.startswith("Wolfe") and text.endswith("Dissent") for text in said)


def test_the_summary_reads_in_the_order_of_the_contract() -> None:
    said = texts(opened(walker(decisions=(DECISION,), plan=Plan(question="Would a pump help?")))["Summary"])
    order = (
        "DEMO ROWAN",
        "The question: Would a pump help?",
        "LOST",
        "Dose 1: 50 micrograms",
        "T0 18 Nov 2026, 09:40. Given in full.",
        "Decided 19 Nov 2026: REPEAT LOWER",
        "At a glance",
        "1 lost of 1 to keep; 1 of 1 met",
        "Some met",
        "Walk to the gate",
        "■ Met",
        "10-metre walk: 17.6 s or less",
        "22.0 to 16.0 s at 4 h 00, −27 %",
        "Stand to transfer",
        "What it cost",
        "Worst event",
        "After dose 1",
        "Tone",
        "In their words",
        "Read with care",
        "Decision: REPEAT LOWER",
        "Too weak to stand",
        "Standing tested hourly",
    )
    places = [said.index(one) for one in order]
    assert places == sorted(places)
    assert any("“My legs feel light” " in one for one in said)
    assert any(one.startswith("sha256 ") for one in said)
    assert any("version 0.1.0, Ward 7" in one for one in said)


def test_lost_is_white_on_black_and_no_cell_is_red_or_green(book: Workbook) -> None:
    for sheet in ("Summary", "Goals"):
        lost = next(cell for cell in cells(book) if cell.parent.title == sheet and cell.value == "LOST")
        assert (lost.font.color.rgb[-6:], lost.fill.fgColor.rgb[-6:]) == ("FFFFFF", "1A1A1A")
    for cell in cells(book):
        for colour in (cell.font.color, cell.fill.fgColor if cell.fill.fill_type else None):
            if colour is not None and isinstance(colour.rgb, str):
                red, green, blue = (int(colour.rgb[-6:][n : n + 2], 16) for n in (0, 2, 4))
                assert max(red, green, blue) - min(red, green, blue) <= 10, cell.coordinate


def test_numbers_are_numbers_and_tokens_are_text(book: Workbook) -> None:
    readings = rows(book["Readings"])
    walk = [row for row in readings if row["item"] == "seconds"]
    assert [row["value"] for row in walk] == [22, 21, None, None, 16, 17, 20, 22]
    assert [row["number"] for row in walk] == [22, 21, None, None, 16, 17, 20, 22]
    assert {row["status"] for row in walk} == {"measured", "unable_weakness"}
    tone = [row for row in readings if row["item"] == ADDUCTORS[0]]
    assert [row["value"] for row in tone] == ["3", "2", "2", "1+", "1+", "1+", "2", "3"]
    assert [row["number"] for row in tone] == [None] * 8
    assert [row["rank"] for row in tone] == [4, 3, 3, 2, 2, 2, 3, 4]


def test_elapsed_minutes_and_the_wards_clock_are_beside_the_exact_moment(book: Workbook) -> None:
    first = rows(book["Readings"])[0]
    assert first["elapsed minutes"] == -30
    assert first["taken at (Europe/London)"] == datetime(2026, 11, 18, 9, 10)  # noqa: DTZ001 - a cell has no zone
    assert first["taken at (exact)"] == "2026-11-18T09:10:00+00:00"
    summer = opened(walker(), zone=ZoneInfo("Pacific/Auckland"))
    assert rows(summer["Readings"])[0]["taken at (Pacific/Auckland)"] == datetime(2026, 11, 18, 22, 10)  # noqa: DTZ001


def test_the_course_has_items_by_slots_with_peak_change_and_reasons_in_words(book: Workbook) -> None:
    course = {row["item"]: row for row in rows(book["Course"])}
    tone, walk, speed = course[ADDUCTORS[0]], course["seconds"], course["speed"]
    assert [tone[slot] for slot in ("baseline", "+1h", "+3h", "+4h", "+8h")] == ["3", "2", "1+", "1+", "3"]
    assert (tone["steps"], tone["change"], tone["course at peak"]) == (2, None, "better")
    assert [walk[slot] for slot in ("baseline", "+2h", "+4h")] == [22, "could not, too weak", 16]
    assert walk["change"] == -6
    assert walk["percent"] == pytest.approx(-27.2727272727)
    assert speed["+4h"] == pytest.approx(0.625)
    assert tone["worst at minutes"] == 480


def test_the_goals_sheet_gives_every_result_with_its_reading(book: Workbook) -> None:
    achieved, kept, *_ = rows(book["Goals"])
    assert (achieved["result"], kept["result"]) == ("Met", "LOST")
    assert "22.0 to 16.0 s" in achieved["because"].replace("\u00a0", " ")
    assert kept["lost from"].replace("\u00a0", " ") == "2 h 00"
    assert kept["regained"].replace("\u00a0", " ") == "4 h 00"


def test_events_words_ratings_and_the_injection_are_in_order_of_time() -> None:
    day = walker()
    rated = Rating(goal="g1", slot="+4h", by="person", level=Decimal(1), rated_at=at(250))
    given = _with_dose(day, ratings=(rated,), ended_at=at(490))
    events = [(row["what"], row["elapsed minutes"]) for row in rows(opened(given)["Events"])]
    timed = [one for one in events if one[1] is not None]
    assert timed == [("dose", 0), ("adverse event", 150), ("goal rating", 250), ("end of observation", 490)]
    assert ("words", None) in events


def test_what_was_ticked_and_how_the_person_rose_have_their_time_and_name() -> None:
    ticks = (Tick(what="consent", at=at(-60), by="K Tan"), Tick(what="naloxone at hand", at=at(-50), by="R Lind"))
    sat = Rise(kind="sit", at=at(200), staff="two people", light_headed=True, by="R Lind")
    given = _with_dose(walker(), ticks=ticks, rises=(sat,), first_sit_at=at(200), first_stand_at=at(230))
    found = {(row["what"], row["elapsed minutes"]): row for row in rows(opened(given)["Events"])}
    assert (found["checklist", -60]["kind"], found["checklist", -60]["by"]) == ("consent", "K Tan")
    assert found["checklist", -50]["kind"] == "naloxone at hand"
    sat_up = found["first sit", 200]
    assert (sat_up["kind"], sat_up["words"], sat_up["by"]) == ("light-headed: yes", "two people", "R Lind")
    assert found["first stand", 230]["kind"] is None
    assert [what for what, _ in found].count("first sit") == 1


def test_the_file_says_who_made_it_on_every_page() -> None:
    book = opened(walker(), made_by="A very long-winded name of somebody & their whole department")
    assert fact(book, "itb_made_by") == "A very long-winded name of somebody & their whole department"
    for sheet in book:
        assert "by A very long-winded name of somebody" in sheet.oddFooter.left.text
        assert f"{fact(book, 'itb_entries')} entries" in sheet.oddFooter.left.text
    assert any("by A very long-winded" in text for text in texts(book["Summary"]))


def test_asked_none_and_not_asked_are_told_apart() -> None:
    asked = trial(dose(hourly("pain", "rating", [6, 5, 4, 3, 2, 2, 3, 5]), events_asked=True))
    silent = trial(dose(hourly("pain", "rating", [6, 5, 4, 3, 2, 2, 3, 5])))
    assert "asked: none" in texts(opened(asked)["Events"])
    assert "not asked about" in texts(opened(silent)["Events"])
    assert fact(opened(asked), "itb_worst_severity") == "none"
    assert fact(opened(silent), "itb_worst_severity") is None


def test_headline_facts_can_be_referred_to_by_name() -> None:
    book = opened(walker(decisions=(DECISION,)))
    expected = {
        "itb_trial": "T-0001",
        "itb_identifier": "RX1",
        "itb_state": "awaiting_dose",
        "itb_outcome": "REPEAT LOWER",
        "itb_dose_micrograms": 50,
        "itb_met": 1,
        "itb_kept": 0,
        "itb_lost": 1,
        "itb_systolic_fall": 22,
        "itb_worst_severity": "mild",
    }
    assert {name: fact(book, name) for name in expected} == expected
    assert fact(book, "itb_dose_given_at") == datetime(2026, 11, 18, 9, 40)  # noqa: DTZ001


def test_no_cell_is_a_formula_and_hostile_text_comes_out_unchanged() -> None:
    noted = [reading("pain", "rating", 5, 60 + n, "extra", note=text, by="=A1") for n, text in enumerate(HOSTILE)]
    goal = Goal(id="g1", kind="achieve", words="=cmd|' /C calc'!A0", testable="not_today")
    plan = Plan(question="+q")
    data = written(trial(dose(noted), goals=(goal,), plan=plan, person={"name": "=N", "notes": "@notes"}))
    book = load_workbook(BytesIO(data))
    assert [cell.coordinate for cell in cells(book) if cell.data_type in ("f", "e")] == []
    assert set(HOSTILE) - set(shown(data)) == set()
    assert [row["note"] for row in rows(book["Readings"])][:6] == [*HOSTILE[:6]]
    assert {"=N", "@notes", "+q", "=cmd|' /C calc'!A0"} <= set(texts(book["Goals"]))
    quoted = {cell.value for cell in cells(book) if cell.quotePrefix}
    assert {"=1+1", "+44 20 7946 0000", "-2", "@SUM(A1)", "=N", "@notes"} <= quoted


def test_text_that_looks_like_an_escape_is_escaped() -> None:
    data = written(trial(dose([reading("pain", "rating", 5, 60, note="_x0041_ and _x000D_")])))
    assert b"_x005F_x0041_ and _x005F_x000D_" in ZipFile(BytesIO(data)).read("xl/sharedStrings.xml")
    assert "_x0041_ and _x000D_" in shown(data)


@pytest.mark.parametrize(
    "text", ["<r>" + "& _x0041_x0042_ " * 600 + "</r>", "🦿" * 9_999, "<r>" + "<" * 9_990 + "</r>"]
)
def test_long_text_that_a_writer_could_mistake_leaves_a_whole_file(text: str) -> None:
    corrections = (Correction(reading=reading("pain", "rating", 5, 60), at=at(70), reason=text),) * 4
    noted = replace(reading("pain", "rating", 5, 60), note=text, corrected=corrections)
    data = written(trial(dose([noted])))
    (row,) = rows(load_workbook(BytesIO(data))["Readings"])
    assert row["corrected"].endswith(CUT)
    assert text in shown(data) or any(
        words.endswith(CUT) and text.startswith(words.removesuffix(CUT)) for words in shown(data)
    )


def test_a_text_longer_than_a_cell_may_hold_is_cut_and_says_so() -> None:
    taken = reading("pain", "rating", 5, 60)
    corrections = tuple(Correction(reading=taken, at=at(70), reason="r" * 9_999) for _ in range(4))
    row = rows(opened(trial(dose([replace(taken, corrected=corrections)])))["Readings"])[0]
    assert len(row["corrected"]) <= 32_767
    assert row["corrected"].endswith(CUT)


def test_the_audit_tells_every_entry_with_what_stood_before_and_why() -> None:
    first = reading("pain", "rating", 5, 60, id="r1")
    second = reading("pain", "rating", 3, 60, id="r2")
    facts: tuple[Fact, ...] = (
        Opened(trial="T-0001", person=Person(identifier="RX1")),
        ReadingTaken(dose=1, reading=first),
        ReadingTaken(dose=1, reading=second, replaces="r1", reason="misheard"),
        ReadingWithdrawn(dose=1, id="r2", reason="wrong person"),
        EventsAsked(dose=1),
    )
    audit = [(_entry(number, fact), fact) for number, fact in enumerate(facts, start=1)]
    audited = rows(opened(walker(), audit)["Audit"])
    assert [row["entry"] for row in audited] == [1, 2, 3, 4, 5]
    assert audited[0]["after"] == "identifier: RX1"
    assert audited[2]["about"] == "dose 1, +1h, Pain: " + audited[2]["about"].rpartition(": ")[2]
    assert (audited[2]["before"], audited[2]["after"], audited[2]["reason"]) == ("value: 5", "value: 3", "misheard")
    assert (audited[3]["after"], audited[3]["reason"]) == ("withdrawn", "wrong person")
    assert "value 3" in audited[3]["before"]
    assert [row["hash"] for row in audited] == [f"{number:064x}" for number in range(1, 6)]


def test_the_dictionary_explains_every_column_status_and_level(book: Workbook) -> None:
    explained = {(row["kind"], row["of"], row["key"]) for row in rows(book["Dictionary"])}
    for name in ("Course", "Readings", "Goals", "Events", "Audit", "Dictionary"):
        for cell in book[name][1]:
            assert ("column", name, cell.value) in explained
    levels = [
        row["key"] for row in rows(book["Dictionary"]) if (row["kind"], row["of"]) == ("level", "modified_ashworth")
    ]
    assert levels == ["0", "1", "1+", "2", "3", "4"]
    assert ("status", None, "unable_weakness") in explained
    assert ("item", "ten_metre_walk", "seconds") in explained


def test_a_trial_with_nothing_in_it_still_makes_a_whole_workbook() -> None:
    book = opened(trial())
    assert tuple(book.sheetnames) == SHEETS
    assert "No goals agreed yet." in texts(book["Summary"])
    assert "No readings yet." in texts(book["Readings"])
    assert fact(book, "itb_state") == "planned"


def test_the_same_trial_gives_the_same_sheets() -> None:
    def sheets() -> dict[str, bytes]:
        with ZipFile(BytesIO(written(walker()))) as parts:
            return {name: parts.read(name) for name in parts.namelist() if "docProps" not in name}

    assert sheets() == sheets()


def _with(trial: Trial, **changes: Any) -> Any:
    return replace(trial.record, **changes)


def _with_dose(trial: Trial, **changes: Any) -> Trial:
    return Trial(record=_with(trial, doses=(replace(trial.doses[0], **changes),)), entries=0, fingerprint="")


def _entry(number: int, said: Fact) -> Entry:
    moment = datetime(2026, 11, 18, 12, number, tzinfo=UTC)
    known = {"payload": said.kind, "previous": "0" * 64, "hash": f"{number:064x}"}
    return Entry(stream="trial/T-0001", seq=number, at=moment, by="shell:me", **known)


def test_the_properties_of_the_file_do_not_say_whose_it_is() -> None:
    trial = walker(person={"name": "DEMO ROWAN", "identifier": "NHS 943"})
    with ZipFile(BytesIO(written(trial))) as parts:
        properties = [parts.read(name).decode() for name in parts.namelist() if name.startswith("docProps/")]
    assert "ITB trial T-0001" in "".join(properties)
    assert not any(secret in text for text in properties for secret in ("ROWAN", "943", "K Tan"))


IN_THE_STANDARDS_ORDER = {  # ECMA-376 part 1: the sequences that strict readers hold a file against
    "styleSheet": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst",
    "font": "b i strike condense extend outline shadow u vertAlign sz color name family charset scheme",
    "border": "left right top bottom diagonal",
    "xf": "alignment protection",
    "worksheet": "sheetPr dimension sheetViews sheetFormatPr cols sheetData autoFilter mergeCells printOptions "
    "pageMargins pageSetup headerFooter rowBreaks colBreaks ignoredErrors drawing",
    "twoCellAnchor": "from to graphicFrame clientData",
    "graphicFrame": "nvGraphicFramePr xfrm graphic",
    "chart": "title autoTitleDeleted plotArea legend plotVisOnly dispBlanksAs",
    "ser": "idx order tx spPr marker dPt dLbls trendline errBars xVal yVal smooth",
    "dLbl": "idx delete layout tx numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent "
    "showBubbleSize",
    "valAx": "axId scaling delete axPos majorGridlines title numFmt majorTickMark minorTickMark tickLblPos spPr txPr "
    "crossAx crosses crossesAt crossBetween majorUnit",
    "legend": "legendPos legendEntry layout overlay spPr txPr",
}


def test_elements_are_in_the_order_of_the_standard() -> None:
    met = set()
    with ZipFile(BytesIO(written(walker()))) as parts:
        for part in parts.namelist():
            for parent in ElementTree.fromstring(parts.read(part)).iter():  # noqa: S314 - our own file
                name, *children = [element.tag.rpartition("}")[2] for element in (parent, *parent)]
                order = IN_THE_STANDARDS_ORDER.get(name, "").split()
                if order and children:
                    met.add(name)
                    places = [order.index(child) for child in children]
                    assert places == sorted(places), (part, name, children)
    assert met == set(IN_THE_STANDARDS_ORDER)
