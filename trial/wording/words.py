"""Numbers and states in plain English (rule 38). Rounding is half away from zero, as Excel does."""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, get_args

from scales.base import Choice, Derived, Grade, Item, Number, Scale, rounded
from trial.ledger import facts
from trial.meaning.goals import Result
from trial.meaning.point import Course
from trial.meaning.schedule import EXTRA
from trial.meaning.state import State

GAP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
NAME_HIDDEN = "name hidden"
"""The text in place of the identifier of a person whose name is hidden."""


def _spelled(tokens: object, **others: str) -> dict[Any, str]:
    """Words for each token of a literal type, in its order: the token itself, unless others are given."""
    return {token: token.replace("_", " ") for token in get_args(tokens)} | others


DIAGNOSIS_WORDS: dict[facts.DiagnosisGroup, str] = {
    "ms": "Multiple sclerosis",
    "stroke": "Stroke",
    "tbi": "Traumatic brain injury",
    "sci": "Spinal cord injury",
    "cp": "Cerebral palsy",
    "hsp": "Hereditary spastic paraplegia",
    "other": "Other",
}
STATUSES: dict[facts.Status, tuple[str, str, str, str, str]] = {
    "measured": ("measured", "", "", "measured", "Measured"),
    "unable_weakness": ("could not, too weak", "W", "too weak", "weakness", "Weakness"),
    "unable_spasticity": ("could not, too stiff", "S", "too stiff", "spasticity", "Spasticity"),
    "unable_pain": ("could not, pain", "P", "pain", "pain", "Pain"),
    "unable_sedation": ("could not, too drowsy", "Z", "too drowsy", "too drowsy", "Drowsy"),
    "unsafe": ("not safe to try", "U", "not safe to try", "unsafe", "Unsafe"),
    "unrecordable": ("could not be recorded", "N", "could not be recorded", "unrecordable", "None got"),
    "bed_rest": ("on bed rest", "B", "on bed rest", "bed rest", "Bed rest"),
    "asleep": ("asleep", "A", "asleep", "asleep", "Asleep"),
    "declined": ("declined", "D", "declined", "declined", "Declined"),
    "equipment": ("no equipment", "E", "no equipment", "no equipment", "No kit"),
    "not_done": ("not done", "–", "not done", "not done", "Not done"),
    "not_planned": ("not planned", "", "", "not planned", "Not planned"),
    "not_applicable": ("does not apply", "", "", "does not apply", "n/a"),
}
"""Of each status: its words in a sentence; its code and words in the lane below the axis, both empty where nothing is
drawn; its words on a button of the sheet; its words in a narrow cell."""
STATUS_WORDS = {status: words for status, (words, *_) in STATUSES.items()}
CODES = {status: (code, words) for status, (_, code, words, *_) in STATUSES.items() if code}
OUTCOME_WORDS: dict[facts.Outcome, str] = {
    "proceed": "GO",
    "do_not_proceed": "NO-GO",
    "repeat_higher": "REPEAT HIGHER",
    "repeat_lower": "REPEAT LOWER",
    "infusion_trial": "INFUSION TRIAL",
    "defer": "DEFER",
}
EVENT_WORDS: dict[facts.EventKind, str] = _spelled(
    facts.EventKind,
    somnolence="drowsiness",
    nausea_vomiting="nausea or vomiting",
    hypotension="low blood pressure",
    bradycardia="slow heart rate",
    respiratory_depression="slow or shallow breathing",
    weakness_expected="expected weakness",
    weakness_harmful="harmful weakness",
    postural_headache="headache worse when upright",
)
HOME_QUESTIONS: dict[facts.HomeQuestion, str] = {
    "alert": "Alert as before",
    "stands": "Stands and transfers safely, as before",
    "tone": "Tone back to baseline",
    "urine": "Passed urine, or the usual bladder routine",
    "site": "Puncture site looked at, catheter out",
    "headache": "Headache advice given: worse upright, also on day 1 to 5",
    "tablets": "Plan for the tablets given",
    "contact": "Knows whom to call, and somebody to go home with",
}
"""What is asked before going home, in the words of the list."""
HOME_ANSWERS: dict[facts.HomeAnswer, str] = {"yes": "yes", "no": "no", "not_asked": "not asked"}
MEDICINE_GIVEN = "Medicine given"
SEVERITY_WORDS: dict[facts.Severity, str] = _spelled(facts.Severity, life_threatening="life-threatening")
"""In order: the last is the worst."""
CAUSE_WORDS: dict[facts.Cause, str] = {
    "drug": "the drug",
    "lumbar_puncture": "the lumbar puncture",
    "anaesthetic": "the anaesthetic",
    "other": "another cause",
    "unclear": "cause unclear",
}
DELIVERY_WORDS: dict[facts.Delivery, str] = {
    "full": "given in full",
    "partial": "given in part",
    "uncertain": "delivery uncertain",
    "none": "not given: puncture failed",
}
VOICE_WORDS: dict[facts.Voice, str] = _spelled(facts.Voice)
AGREES_WORDS: dict[facts.Agrees, str] = _spelled(facts.Agrees)
STATE_WORDS: dict[str, str] = _spelled(State, baseline="before the dose", awaiting_dose="awaiting the next dose")
RESULT_WORDS: dict[str, str] = {
    result: words.capitalize() for result, words in _spelled(Result, not_today="not tested, not counted").items()
}
COURSE_WORDS: dict[str, str] = _spelled(Course, improved="better", within_error="within measurement error")


def to_ascii(text: str) -> str:
    """The same words for a file that is read by machines: ordinary spaces and minus."""
    return text.replace(GAP, " ").replace(MINUS, "-")


def capital(text: str) -> str:
    """The text with its first letter in capitals.

    >>> capital("better in 6 of 8")
    'Better in 6 of 8'
    """
    return f"{text[:1].upper()}{text[1:]}"


def joined(*parts: str | None, by: str = ", ") -> str:
    """Those of the parts that are not empty, one after the other."""
    return by.join(part for part in parts if part)


def typed_text(text: str) -> str:
    """What somebody typed, for the middle of a sentence: on one line, without a full stop of its own."""
    return " ".join(text.split()).rstrip(".")


def hour_text(slot: str) -> str:
    """A slot as an hour: `4 h` for `+4h`."""
    return slot.removeprefix("+").replace("h", f"{GAP}h")


def slot_text(slot: str) -> str:
    """A slot inside a sentence, after "at"."""
    return "an extra time" if slot == EXTRA else slot


def number_text(value: Decimal | int, places: int | None = None) -> str:
    """A number with so many decimals; without `places` as it was typed, no trailing zeros. ASCII minus, no exponent.

    >>> number_text(Decimal("0.125"), 2), number_text(Decimal("-0.125"), 2), number_text(Decimal("50.0"))
    ('0.13', '-0.13', '50')
    """
    return f"{rounded(Decimal(value), places):f}"


def signed_text(value: Decimal, places: int | None = None) -> str:
    """A change: always with its sign, a real minus; zero has none.

    >>> signed_text(Decimal("37.5"), 0), signed_text(Decimal("-26.4"), 0), signed_text(Decimal("-0.4"), 0)
    ('+38', '−26', '0')
    """
    shown = rounded(value, places)
    return f"{abs(shown):f}" if shown == 0 else f"{'+' if shown > 0 else MINUS}{abs(shown):f}"


def percent_text(value: Decimal) -> str:
    """A change in percent, to the whole percent.

    >>> percent_text(Decimal("-26.36")).replace(GAP, " ")
    '−26 %'
    """
    return f"{signed_text(value, 0)}{GAP}%"


def amount_text(dose: facts.Dose, gap: str = " ") -> str:
    """How much a dose is, planned or given; of a failed puncture that nothing was (rule 32).

    >>> amount_text(facts.Dose(number=1, micrograms=Decimal("50.0")))
    '50 micrograms'
    >>> amount_text(facts.Dose(number=1, micrograms=Decimal(50), delivery="none"))
    'not given'
    """
    if dose.micrograms is None or dose.delivery == "none":
        return "not given"
    return f"{number_text(dose.micrograms)}{gap}micrograms"


def origin_text(origin: facts.Origin | None) -> str:
    """Where a copied reading was recorded first, in no words that name another person; empty for any other.

    >>> origin_text(facts.Origin(dose=1)), origin_text(facts.Origin(dose=1, trial="T-0007", slot="+2h"))
    ('copied from dose 1', 'recorded on another person first, then copied')
    """
    if origin is None:
        return ""
    return "recorded on another person first, then copied" if origin.trial else f"copied from dose {origin.dose}"


def minutes_text(minutes: Decimal | int) -> str:
    """Time from the end of injection, to the minute.

    >>> [minutes_text(minutes).replace(GAP, " ") for minutes in (245, Decimal("30.5"), -35)]
    ['4 h 05', '0 h 31', '0 h 35 before']
    """
    hours, rest, before = _hours(minutes)
    return f"{hours}{GAP}h{GAP}{rest:02d}{f'{GAP}before' if before else ''}"


def clock_text(minutes: Decimal | int) -> str:
    """The same as a short mark: `+4h05`.

    >>> clock_text(Decimal(245)), clock_text(-35)
    ('+4h05', '−0h35')
    """
    hours, rest, before = _hours(minutes)
    return f"{MINUS if before else '+'}{hours}h{rest:02d}"


def _hours(minutes: Decimal | int) -> tuple[int, int, bool]:
    """Hours, minutes, and whether it was before T0."""
    whole = int(abs(Decimal(minutes)).to_integral_value(ROUND_HALF_UP))
    return *divmod(whole, 60), minutes < 0 and whole > 0


def moment_text(at: datetime, zone: tzinfo | None = None) -> str:
    """A moment on the ward's clock: `18 Nov 2026, 09:40`. Without a zone, by the offset that was typed."""
    local = at.astimezone(zone) if zone is not None else at
    return f"{day_text(local)}, {local:%H:%M}"


def day_text(day: date) -> str:
    """A day of the calendar: `4 Nov 2026`."""
    return f"{day.day} {day:%b %Y}"


def list_text(parts: Iterable[str]) -> str:
    """Words as one list, with "and" before the last.

    >>> list_text(["a", "b", "c"]), list_text(["a"]), list_text([])
    ('a, b and c', 'a', '')
    """
    every = list(parts)
    return joined(", ".join(every[:-1]), *every[-1:], by=" and ")


def count_text(count: int, singular: str, plural: str = "") -> str:
    """A count with its noun; the plural adds an s unless it is given.

    >>> count_text(1, "step"), count_text(2, "step"), count_text(2, "muscle-side", "sides")
    ('1 step', '2 steps', '2 sides')
    """
    return f"{count} {singular if count == 1 else plural or singular + 's'}"


def bare_value(item: Item | Derived, value: facts.Value) -> str:
    """A value of an item as printed, without its unit."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        places = item.places if isinstance(item, Number | Derived) else None
        return number_text(value, places).replace("-", MINUS)
    if isinstance(item, Choice) and (level := item.level(value)) is not None:
        return level.label
    return value


def bare_text(scale: Scale, item: str, value: facts.Value) -> str:
    """A value as printed, without its unit."""
    return bare_value(scale.by_key[item], value)


def value_text(scale: Scale, item: str, value: facts.Value | None, status: facts.Status = "measured") -> str:
    """A value with its unit, or in words why there is none. Grades print as their tokens.

    >>> import scales
    >>> walk, tone = scales.get("ten_metre_walk"), scales.get("modified_ashworth")
    >>> value_text(walk, "seconds", Decimal("16.25")).replace(GAP, " "), value_text(tone, "left_hip_adductors", "1+")
    ('16.3 s', '1+')
    >>> value_text(walk, "aid", "two_sticks"), value_text(walk, "seconds", None, "unable_weakness")
    ('two sticks', 'could not, too weak')
    """
    if value is None:
        return STATUS_WORDS[status]
    shown = bare_text(scale, item, value)
    unit = unit_text(scale.unit_for(item), shown) if isinstance(value, Decimal) else ""
    return f"{shown}{GAP if unit else ''}{unit}"


def unit_text(unit: str, shown: str) -> str:
    """The unit after a printed number: `spasm` after 1.

    >>> unit_text("spasms", "1"), unit_text("beats a minute", "1"), unit_text("s", "1"), unit_text("metres", "1.0")
    ('spasm', 'beat a minute', 's', 'metres')
    """
    noun, *rest = unit.split(" ")
    is_plural = len(noun) > 1 and noun.endswith("s")
    return " ".join([noun.removesuffix("s"), *rest]) if shown.removeprefix(MINUS) == "1" and is_plural else unit


def meaning_text(scale: Scale, item: str, value: facts.Value | None) -> str:
    """The meaning of a grade in words ("someone close by, no touch"); empty for anything else."""
    found = scale.by_key[item]
    level = found.level(value) if isinstance(found, Grade) and value is not None else None
    return level.label if level else ""
