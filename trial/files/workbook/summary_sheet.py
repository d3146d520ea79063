"""The Summary sheet: the go/no-go summary, one A4 page in the order of CONTRACT.md, set like a letter."""

from collections.abc import Mapping

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from trial.files.imprint import ERASED, Imprint, shortened
from trial.files.workbook.blocks import BOLD, COLUMNS, INVERSE, SMALL, TEXT, Block, Letter, Ruler
from trial.files.workbook.cells import INK, Look
from trial.files.workbook.decision_box import write_decision
from trial.files.workbook.goals_table import write_goals_table
from trial.meaning.summary import Summary
from trial.wording.letter import ASKED_OF_EVERYONE, about, called, capital, speaker

PAGE_POINTS = 742  # the height of an A4 page between its margins
WIDTHS = (14, 15, 16, 17, 18)  # of a grid column, in pixels; the first fills A4 at full size
STRIP_POINTS, STRIP_TITLE_POINTS = 112, 22
SMALLEST_WITH_STRIP = 0.88  # charts on this page are welcome, not at the price of its letters
DOSES_SHOWN = 3
FIRST_LINES = 5
LOUD = ("LOST", "Severe", "Life-threatening")


def write_summary(sheet: Worksheet, summary: Summary, imprint: Imprint) -> tuple[Letter, int | None]:
    """Set the page. Answers it, and the row that was left free for small charts if there was room for them.

    A full page is set on a wider grid and printed smaller, so that it stays one page at the largest size that fits.
    """
    heights = {pixels: _height(summary, imprint, pixels) for pixels in WIDTHS}
    strip = STRIP_POINTS if summary.latest and max(_sizes(heights, STRIP_POINTS).values()) >= SMALLEST_WITH_STRIP else 0
    sizes = _sizes(heights, strip)
    pixels = max(WIDTHS, key=lambda one: sizes[one])
    spare = PAGE_POINTS / sizes[pixels] - heights[pixels] - strip
    letter = Letter(pixels, sheet)
    page = _Page(letter, summary, imprint, strip=strip, spare=spare)
    page.write()
    sheet.print_area = f"A1:{get_column_letter(COLUMNS)}{letter.next_row - 1}"
    return letter, page.strip_row


def _sizes(heights: Mapping[int, float], strip: int) -> dict[int, float]:
    """At which size each grid would print on one page, 1 being full size."""
    return {pixels: min(WIDTHS[0] / pixels, PAGE_POINTS / (high + strip)) for pixels, high in heights.items()}


def _height(summary: Summary, imprint: Imprint, pixels: int) -> float:
    """How high the page would be with nothing to spare."""
    page = _Page(Ruler(pixels), summary, imprint, strip=0, spare=0)
    page.write()
    return page.letter.height


class _Page:
    """One page on its way down the sheet. `strip` and `spare` are points for small charts and for writing lines."""

    def __init__(self, letter: Ruler, summary: Summary, imprint: Imprint, *, strip: float, spare: float) -> None:
        self.letter, self.summary, self.imprint = letter, summary, imprint
        self.strip, self.spare = strip, spare
        self.strip_row: int | None = None
        self.doses = summary.doses[-DOSES_SHOWN:]

    def write(self) -> None:
        self.who()
        self.first()
        write_goals_table(self.letter, self.summary, self.doses, self.imprint)
        self.facts()
        if self.strip:
            self.strip_row = self.letter.gap(STRIP_TITLE_POINTS)
            self.letter.gap(self.strip - STRIP_TITLE_POINTS)
        self.words_and_care()
        write_decision(self.letter, self.summary, self.imprint, self.spare)
        self.foot()

    def who(self) -> None:
        person = self.summary.trial.person
        box = Look(size=12, bold=True, boxed="medium", rule=INK, across="center", down="center")
        name = shortened(person.name or person.identifier or ERASED, 80)
        self.letter.row(
            Block(first=1, last=30, text=name, look=Look(size=17, bold=True, down="center")),
            Block(first=31, last=COLUMNS, text=self.imprint.standing, look=box, lines=2),
        )
        identifier = shortened(person.identifier) if person.name else "name not recorded"
        born = f"born {person.born:%d %b %Y}" if person.born else ""
        known = (identifier, born, f"trial {self.imprint.trial}")
        ids = "     ".join(part for part in known if part)
        self.letter.line(ids, Look(size=11.5, bold=True, below="medium", rule=INK))
        made = f"Intrathecal baclofen trial, go/no-go summary, made {self.imprint.made}."
        self.letter.line(f"{about(person)} {made}".strip(), SMALL, lines=3)
        question = self.summary.trial.plan.question or ASKED_OF_EVERYONE.format(who=called(person))
        self.letter.line(f"The question: {question}", Look(size=11.5, bold=True), lines=3, extra=3)

    def first(self) -> None:
        """Goals lost and severe events, before anything else and whatever the rest says."""
        every = self.summary.first
        shown = every if len(every) <= FIRST_LINES else every[: FIRST_LINES - 1]
        if len(shown) < len(every):
            shown = (*shown, f"{len(every) - len(shown)} more like these, on the sheet Goals")
        for sentence in shown:
            label, _, rest = sentence.partition(": ")
            wide = 6 if len(label) < 7 else 10
            self.letter.row(
                Block(first=1, last=wide, text=label, look=INVERSE if label in LOUD else BOLD),
                Block(first=wide + 1, last=COLUMNS, text=capital(rest), look=BOLD, lines=2),
                extra=1,
            )

    def facts(self) -> None:
        """A sentence a topic, of the latest dose."""
        latest = self.summary.latest
        self.letter.gap(4)
        if latest is None:
            return
        if len(self.doses) > 1:
            self.letter.line(f"After dose {latest.dose.number}", BOLD.but(italic=True))
        for fact in latest.facts:
            self.letter.row(
                Block(first=1, last=6, text=fact.topic, look=BOLD),
                Block(first=7, last=COLUMNS, text=capital(fact.text), look=TEXT, lines=3),
            )

    def words_and_care(self) -> None:
        """Side by side, or one of them over the whole width."""
        said = "\n".join(
            f"“{' '.join(one.text.split())}” {speaker(one, dose, self.summary.trial.person)}"
            for dose in reversed(self.doses)
            for one in dose.words
        )
        care = "\n".join(f"• {caution}" for caution in self.summary.cautions)
        texts = {"In their words": (said, SMALL.but(italic=True)), "Read with care": (care, SMALL)}
        told = [(title, text, look) for title, (text, look) in texts.items() if text]
        if not told:
            return
        self.letter.gap(4)
        wide = COLUMNS // len(told)
        places = [(1 + place * wide, (place + 1) * wide, *one) for place, one in enumerate(told)]
        self.letter.row(*(Block(first=first, last=last, text=title, look=BOLD) for first, last, title, _, _ in places))
        self.letter.row(
            *(Block(first=first, last=last, text=text, look=look, lines=9) for first, last, _, text, look in places)
        )

    def foot(self) -> None:
        small = SMALL.but(size=8)
        made = f"Made {self.imprint.made_by_whom} from {self.imprint.entries} ledger entries"
        source = (made, f"version {self.imprint.version}", self.imprint.service_name)
        self.letter.gap(3)
        self.letter.line(", ".join(part for part in source if part) + ".", small, lines=2)
        self.letter.line(f"sha256 {self.imprint.fingerprint}", small)
