"""What a scale is: its items, levels and ranges, how it scores, which way is better, where that was published.

Standard library only. A scale is one file that declares one `SCALE`; everything else (form, checks, chart,
files, catalogue page, contract tests) follows from the declaration.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, NamedTuple

from scales.items import SIDES as SIDES
from scales.items import Answers as Answers
from scales.items import Better as Better
from scales.items import Choice as Choice
from scales.items import Grade as Grade
from scales.items import Item as Item
from scales.items import Level as Level
from scales.items import Number as Number
from scales.items import Numbers as Numbers
from scales.items import ScaleError as ScaleError
from scales.items import Value as Value
from scales.items import YesNo as YesNo
from scales.items import ladder as ladder
from scales.items import sided as sided

Domain = Literal["observations", "tone", "spasm", "power", "range", "symptom", "walking", "function", "care", "score"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """A number worked out from measured ones of the same occasion, for example speed from seconds.

    `of` are the items whose readings it stands for: their time, assessor and reason for no value become its own.
    `uses` are other items it may look at. `compute` gets every value of the occasion (earlier derived ones too)
    and answers None where it cannot be worked out.
    """

    key: str
    label: str
    unit: str
    of: tuple[str, ...]
    uses: tuple[str, ...] = ()
    compute: Callable[[Answers], Decimal | None]
    formula: str
    better: Better
    places: int = 2
    axis: tuple[Decimal, Decimal] | None = None
    mean_of_trials: bool = False  # the mean of several trials: as many now as at baseline, or not like for like


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedError:
    """What change exceeds measurement error, in one unit and one diagnosis group, and who published it.

    `item` is the key whose unit it was published for; `also` are the same measure in other units, judged through it.
    `falls` and `rises` are in that unit, or percent of the baseline.
    """

    group: str  # a diagnosis group, or "any"
    item: str
    also: tuple[str, ...] = ()
    falls: Decimal
    rises: Decimal
    percent: bool
    strictly: bool = False  # True: "more than"; False: that much is enough
    says: str
    source: str

    def is_beyond(self, baseline: Decimal, value: Decimal) -> bool:
        """Whether the step from baseline to value is beyond the error (rules 14 and 37). Percent of zero: never."""
        change = value - baseline
        if self.percent:
            if baseline == 0:
                return False
            change = 100 * change / abs(baseline)
        change = round(change, 12)  # a speed is a quotient cut at 28 digits: exactly 20 % must still count as 20 %
        size, limit = (-change, self.falls) if change < 0 else (change, self.rises)
        return size > limit if self.strictly else size >= limit and size > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Where a scale was published. `unverified` says, in a sentence, what rests on memory alone."""

    text: str
    year: int | None = None
    unverified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A worked example: answers in, score and alerts out, and who worked it."""

    answers: Answers
    score: Decimal | None
    alerts: tuple[str, ...] = ()
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How answers become one number. `needs` must all be there unless `partial`; nothing is filled in.

    `setup` are answers given once for a trial (NEWS2's oxygen scale, an age), not measured each time.
    `reads` are the items it is worked out from when they are not the scale's own (the observations', for NEWS2).
    `column_needs` are columns of a scoring case that may be left out, but not left blank: an empty cell is missing.
    """

    name: str
    formula: str
    compute: Callable[[Answers], Decimal | None]
    needs: tuple[str, ...] = ()
    partial: bool = False
    places: int | None = None
    range: tuple[Decimal, Decimal]
    setup: tuple[Item, ...] = ()
    alerts: Callable[[Answers], tuple[str, ...]] | None = None
    reads: tuple[Item, ...] = ()
    column_needs: tuple[str, ...] = ()


class Scored(NamedTuple):
    """One scored case. No score unless complete; complete without a score is one that must not be scored."""

    score: Decimal | None
    complete: bool
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One instrument: all that form, checks, chart, files and catalogue page follow from."""

    key: str
    name: str
    domain: Domain
    measures: str  # what it measures, one sentence
    better: Better
    items: tuple[Item, ...]
    derived: tuple[Derived, ...] = ()
    headline: tuple[str, ...] = ()  # the items that lead on a chart; empty: every measure item
    performance: bool = False  # a walk, a stand: not being able to is a finding (rule 16)
    every_reading: bool = False  # each reading stands, never "two values" (observations)
    coding: str = ""  # only for Ashworth variants: how a mean codes its tokens
    number_of: Callable[[str], Decimal] | None = None  # that coding, token to number
    errors: tuple[PublishedError, ...] = ()
    least_change: Decimal | None = None
    least_change_source: str = ""
    score: Score | None = None
    together: Callable[[Answers], tuple[str, ...]] | None = None  # problems between items (diastolic below systolic)
    not_asked: Callable[[Answers], tuple[str, ...]] | None = None  # items that these answers make meaningless
    hourly: bool = True  # False: too tiring to repeat hourly
    change_means: str = ""  # what counts as change and why, one or two sentences
    reference: Reference
    rights: str
    examples: tuple[Example, ...]
    by_key: Mapping[str, Item | Derived] = field(init=False, repr=False, compare=False)
    methods: tuple[Item, ...] = field(init=False, repr=False, compare=False)  # the items that say how it was done
    mean_lines: tuple[Decimal, ...] = ()  # published change of a mean over muscles: drawn beside one, never a rule

    def __post_init__(self) -> None:
        keys = [item.key for item in self.items]
        if len(set(keys)) != len(keys):
            raise ScaleError(f"Scale {self.key} names an item twice.")
        if not self.examples:
            raise ScaleError(f"Scale {self.key} needs at least one worked example.")
        if bool(self.coding) != (self.number_of is not None):
            raise ScaleError(f"Scale {self.key} must give its coding and its numbers together.")
        declared: tuple[Item | Derived, ...] = (*self.derived, *self.items)
        known = {item.key: item for item in declared}
        used = [key for one in self.derived for key in (*one.of, *one.uses)]
        used += [*self.headline, *(key for error in self.errors for key in (error.item, *error.also))]
        if missing := [key for key in used if key not in known]:
            raise ScaleError(f"Scale {self.key} speaks of {missing[0]}, which it does not have.")
        for item in self.items:
            if isinstance(item, Grade) and len({level.token for level in item.levels}) != len(item.levels):
                raise ScaleError(f"Scale {self.key} gives {item.key} a token twice.")
        object.__setattr__(self, "by_key", known)
        object.__setattr__(self, "methods", tuple(item for item in self.items if item.role == "method"))

    def item(self, key: str) -> Item | None:
        """The item that is asked under this key; None if there is none (derived ones are not asked)."""
        found = self.by_key.get(key)
        return found if isinstance(found, Item) else None

    def better_for(self, key: str) -> Better:
        """Which way is better for one item, derived ones included (rule 12)."""
        if (item := self.item(key)) is not None:
            return item.better or self.better
        found = self.by_key[key]
        return found.better or self.better

    def unit_for(self, key: str) -> str:
        """The unit of an item or derived value; empty for grades."""
        found = self.by_key[key]
        return found.unit if isinstance(found, Number | Derived) else ""

    def is_rating(self, key: str) -> bool:
        """Whether it is a rating out of so many, whose unit is not printed with each value."""
        item = self.by_key[key]
        return isinstance(item, Number) and item.rating

    def places_for(self, key: str) -> int | None:
        """How many decimals are shown; None for grades (rule 38)."""
        found = self.by_key[key]
        return found.places if isinstance(found, Number | Derived) else None

    def place_of(self, key: str, value: Value | None) -> Decimal | None:
        """Where a value stands among others: a number as it is, else its rank; None for what has neither."""
        if value is None or isinstance(value, Decimal):
            return value
        item = self.item(key)
        rank = item.rank(value) if item is not None else None
        return None if rank is None else Decimal(rank)

    def label_for(self, key: str) -> str:
        """What a measure is called: an item by its label; one that is alone or derived, with its scale."""
        found = self.by_key[key]
        if self.is_one_measure:
            return self.name
        return f"{self.name}, {found.label.lower()}" if self.derived else found.label

    def name_for(self, key: str) -> str:
        """What a measure is called in a sentence: a walk's seconds by the walk, an item without its explanation."""
        item = self.item(key)
        if self.is_one_measure or key == "seconds":
            return self.name
        if item is None or self.derived:
            return f"{self.name}, {(item.sided_name if item else self.by_key[key].label).lower()}"
        return item.sided_name

    @property
    def is_one_measure(self) -> bool:
        """Whether it measures one thing alone, which then goes by the name of the scale."""
        return not self.derived and sum(item.role == "measure" for item in self.items) == 1

    def problems(self, answers: Answers) -> tuple[str, ...]:
        """Everything that is impossible in these answers, each a sentence. Missing items are no problem."""
        found = []
        for key, value in answers.items():
            item = self.item(key)
            if item is None:
                found.append(f"{self.name} has no item {key}.")
            elif sentence := item.problem(value):
                found.append(sentence)
        if not found and self.together is not None:
            found.extend(self.together(answers))
        return tuple(found)

    def derive(self, answers: Answers) -> dict[str, Value]:
        """These answers and every derived value they allow; what was measured itself is left as it was."""
        full = dict(answers)
        for derived in self.derived:
            if derived.key not in full and (number := derived.compute(full)) is not None:
                full[derived.key] = number
        return full

    @property
    def case_items(self) -> tuple[Item, ...]:
        """The columns of a scoring case: what the score reads, then what is set once for a trial."""
        if self.score is None:
            return self.items
        return (*(self.score.reads or self.items), *self.score.setup)

    def scored(self, answers: Answers, invalid: Iterable[str] = ()) -> Scored:
        """Score one case. An item that is missing, impossible or `invalid` gives none: nothing is filled in. Rule 3."""
        score = self.score
        if score is None:
            return Scored(None, complete=False)
        asked = {item.key: item for item in self.case_items}
        given = {key: value for key, value in answers.items() if key in asked}
        wrong = {*invalid, *(key for key, value in given.items() if asked[key].problem(value))} or self._clash(given)
        good = {key: value for key, value in given.items() if key not in wrong}
        ready = not wrong and all(key in good for key in score.needs)
        number = score.compute(good) if ready else None
        alerts = tuple(f"invalid:{key}" for key in asked if key in wrong)
        return Scored(
            score=None if number is None else rounded(number, score.places),
            complete=ready and (number is not None or not score.partial),
            alerts=alerts + (score.alerts(good) if score.alerts else ()),
        )

    def scored_as_typed(self, cells: Mapping[str, str]) -> Scored:
        """Score one row of text cells by item key. A blank cell is missing; other columns are left alone."""
        answers: dict[str, Value] = {}
        invalid = []
        for item in self.case_items:
            if text := cells.get(item.key, "").strip():
                try:
                    answers[item.key] = item.read(text)
                except ScaleError:
                    invalid.append(item.key)
        found = self.scored(answers, invalid)
        blank = self.score is not None and any(not cells.get(key, "x").strip() for key in self.score.column_needs)
        return found._replace(score=None, complete=False) if blank else found

    def _clash(self, answers: Answers) -> set[str]:
        """The items that contradict each other: each one whose absence would settle a problem."""
        if self.together is None or not (problems := self.together(answers)):
            return set()
        without = {key: {k: v for k, v in answers.items() if k != key} for key in answers}
        return {key for key, rest in without.items() if len(self.together(rest)) < len(problems)}


def measured(answers: Answers, *keys: str) -> tuple[Decimal, ...]:
    """The numbers that there are under these keys, in this order."""
    found = (answers.get(key) for key in keys)
    return tuple(value for value in found if isinstance(value, Decimal))


def mean(numbers: Sequence[Decimal]) -> Decimal | None:
    """Their mean; None of none."""
    return sum(numbers, Decimal(0)) / len(numbers) if numbers else None


def as_measured(item: Number, name: str) -> Score:
    """The score of a scale that is one number: the number itself, in its own unit."""
    return Score(
        name=name,
        formula="the value as it was measured",
        compute=lambda answers: next(iter(measured(answers, item.key)), None),
        needs=(item.key,),
        range=item.hard,
    )


def rounded(number: Decimal, places: int | None) -> Decimal:
    """Half away from zero at so many decimals (rule 38); without places exact, and without trailing zeros."""
    if places is not None:
        return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if number == whole else number.normalize()
