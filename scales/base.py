"""What a scale is: its items, levels and ranges, how it scores, which way is better, where that was published.

Standard library only. A scale is one file that declares one `SCALE`; everything else (form, checks, chart,
files, catalogue page, contract tests) follows from the declaration.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import ClassVar, Literal

Value = Decimal | str | bool
"""A measured value: a token for graded items, a decimal for numbers, true or false."""
Answers = Mapping[str, Value]
"""One occasion of one scale: measured values by item key. An item without a value is absent, never zero."""
Better = Literal["lower", "higher", "neither"]
Side = Literal["", "left", "right"]
Domain = Literal[
    "observations", "tone", "spasm", "power", "range", "symptom", "walking", "function", "care", "score"
]
Role = Literal["measure", "method", "detail"]
"""`measure` is what changes; `method` is how it was tested and must stay alike; `detail` is kept and shown only."""
Alike = Literal["same", "no_heavier"]
"""`same`: any difference from baseline is not like for like; `no_heavier`: only a higher rank (more help) is."""


class ScaleError(ValueError):
    """A scale file that contradicts itself, or a value that is not one of the scale's; the text is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of a graded item. `rank` counts steps; None compares with nothing (for example another aid)."""

    token: str
    label: str
    rank: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a scale asks. Use one of its kinds: `Grade`, `Choice`, `Number`, `YesNo`."""

    kind: ClassVar[str] = ""
    key: str
    label: str
    side: Side = ""
    part: str = ""  # the key without its side, so that left and right can stand beside each other
    better: Better | None = None  # None: as the scale says
    role: Role = "measure"
    alike: Alike = "same"  # for method items
    rouse: bool = False  # never "asleep": rouse and score (MEANING.md rule 4)
    optional: bool = False  # offered, but not part of a default set
    window: str = ""  # how far back the answer looks, if the scale says

    def problem(self, value: Value) -> str | None:
        """Say why this value is impossible for this item, or None."""
        raise NotImplementedError

    def unusual(self, value: Value) -> str | None:
        """Say why this possible value deserves a second look, or None."""
        return None

    def read(self, text: str) -> Value:
        """Turn typed text into a value of this item's kind; raises ScaleError with a sentence."""
        raise NotImplementedError

    def rank(self, value: Value) -> int | None:
        """The step on which a graded value stands; None where steps do not apply."""
        return None

    def _checked(self, value: Value) -> Value:
        if sentence := self.problem(value):
            raise ScaleError(sentence)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade(Item):
    """An ordinal item: tokens in order, each with its rank. Tokens are text; "1+" is never a number."""

    kind: ClassVar[str] = "grade"
    levels: tuple[Level, ...]

    def level(self, token: Value) -> Level | None:
        return next((one for one in self.levels if one.token == token and isinstance(token, str)), None)

    def problem(self, value: Value) -> str | None:
        if self.level(value) is not None:
            return None
        tokens = ", ".join(one.token for one in self.levels)
        if not isinstance(value, str):
            return f"{self.label} takes one of {tokens} as text, not a number."
        return f"{self.label} takes one of {tokens}."

    def read(self, text: str) -> Value:
        return self._checked(text.strip())

    def rank(self, value: Value) -> int | None:
        level = self.level(value)
        return level.rank if level else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Grade):
    """A token that says how something was done (aid, pace, position)."""

    kind: ClassVar[str] = "choice"
    role: Role = "method"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Item):
    """A measured number with its unit. Outside `hard` is impossible; outside `soft` asks once."""

    kind: ClassVar[str] = "number"
    unit: str
    hard: tuple[Decimal, Decimal]
    soft: tuple[Decimal, Decimal] | None = None
    whole: bool = False
    places: int = 1  # decimals shown, never decimals kept
    axis: tuple[Decimal, Decimal] | None = None  # what a chart spans unless a value falls outside
    beyond: str = ""  # said when a value is above the hard range, for example "record it as unable"

    def problem(self, value: Value) -> str | None:
        if isinstance(value, bool) or not isinstance(value, Decimal) or not value.is_finite():
            return f"{self.label} takes a number."
        low, high = self.hard
        if not low <= value <= high:
            more = f" {self.beyond}" if self.beyond and value > high else ""
            return f"{self.label} must be {low.normalize():f} to {high.normalize():f} {self.unit}.".replace(" .", ".") + more
        if self.whole and value != value.to_integral_value():
            return f"{self.label} takes a whole number."
        return None

    def unusual(self, value: Value) -> str | None:
        if self.soft is None or not isinstance(value, Decimal) or self.soft[0] <= value <= self.soft[1]:
            return None
        return f"{self.label} {value:f} is unusual: please look again."

    def read(self, text: str) -> Value:
        try:
            value = Decimal(text.strip())
        except InvalidOperation:
            raise ScaleError(f"{self.label} takes a number.") from None
        return self._checked(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo(Item):
    """True or false. `ranks` makes true the heavier of the two for `no_heavier` method items."""

    kind: ClassVar[str] = "yes_no"

    def problem(self, value: Value) -> str | None:
        return None if isinstance(value, bool) else f"{self.label} takes true or false."

    def read(self, text: str) -> Value:
        answer = {"true": True, "false": False}.get(text.strip().lower())
        if answer is None:
            raise ScaleError(f"{self.label} takes true or false.")
        return answer

    def rank(self, value: Value) -> int | None:
        return int(value) if isinstance(value, bool) else None


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

    `item` is the key whose unit it was published for; a companion in another unit is judged through it.
    `falls` and `rises` are in that unit, or percent of the baseline.
    """

    group: str  # a diagnosis group, or "any"
    item: str
    falls: Decimal
    rises: Decimal
    percent: bool
    strictly: bool = False  # True: "more than"; False: that much is enough
    says: str
    source: str

    def is_beyond(self, baseline: Decimal, value: Decimal) -> bool:
        """Whether the step from baseline to value is larger than the published error. Percent of zero: never."""
        change = value - baseline
        if self.percent:
            if baseline == 0:
                return False
            change = 100 * change / abs(baseline)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One instrument. See DESIGN.md section 3, "Adding a scale is one file"."""

    key: str
    name: str
    domain: Domain
    measures: str  # what it measures, one sentence
    better: Better
    items: tuple[Item, ...]
    derived: tuple[Derived, ...] = ()
    headline: tuple[str, ...] = ()  # the items that lead on a chart; empty: every measure item
    performance: bool = False  # a walk, a stand: not being able to is a finding (MEANING.md rule 16)
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
    by_key: Mapping[str, "Item | Derived"] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keys = [item.key for item in self.items]
        if len(set(keys)) != len(keys):
            raise ScaleError(f"Scale {self.key} names an item twice.")
        if not self.examples:
            raise ScaleError(f"Scale {self.key} needs at least one worked example.")
        if bool(self.coding) != (self.number_of is not None):
            raise ScaleError(f"Scale {self.key} must give its coding and its numbers together.")
        known = {one.key: one for one in (*self.derived, *self.items)}
        used = [key for one in self.derived for key in (*one.of, *one.uses)]
        used += [*self.headline, *(error.item for error in self.errors)]
        if missing := [key for key in used if key not in known]:
            raise ScaleError(f"Scale {self.key} speaks of {missing[0]}, which it does not have.")
        for item in self.items:
            if isinstance(item, Grade) and len({level.token for level in item.levels}) != len(item.levels):
                raise ScaleError(f"Scale {self.key} gives {item.key} a token twice.")
        object.__setattr__(self, "by_key", known)

    def item(self, key: str) -> Item | None:
        """The item that is asked under this key; None if there is none (derived ones are not asked)."""
        found = self.by_key.get(key)
        if isinstance(found, Item):
            return found
        return next((item for item in self.items if item.key == key), None)

    def better_for(self, key: str) -> Better:
        """Which way is better for one item, derived ones included."""
        if (item := self.item(key)) is not None:
            return item.better or self.better
        found = self.by_key[key]
        return found.better or self.better

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


SIDES: tuple[Side, ...] = ("left", "right")


def sided(kind: Callable[..., Item], parts: Mapping[str, str], **more: object) -> tuple[Item, ...]:
    """One item for the left and one for the right of each part, left first: never inferred, never merged."""
    return tuple(
        kind(key=f"{side}_{part}", label=f"{side.capitalize()} {label}", side=side, part=part, **more)
        for part, label in parts.items()
        for side in SIDES
    )
