"""The kinds of thing that a scale asks: a grade, a choice, a number, yes or no, several numbers.

Each kind knows its possible values, the unusual ones, how to read typed text, and the step a value stands on.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

Value = Decimal | str | bool
"""A measured value: a token for graded items, a decimal for numbers, true or false."""
Answers = Mapping[str, Value]
"""One occasion of one scale: measured values by item key. An item without a value is absent, never zero."""
Better = Literal["lower", "higher", "neither"]
Side = Literal["", "left", "right"]
Role = Literal["measure", "method", "detail"]
"""`measure` is what changes; `method` is how it was tested and must stay alike; `detail` is only recorded and shown."""
Alike = Literal["same", "no_heavier"]
"""`same`: any difference from baseline is not like for like; `no_heavier`: only a higher rank (more help) is."""


_PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)  # Decimal alone would also read 1_0, NaN and 1e400


class ScaleError(ValueError):
    """A scale file that contradicts itself, or a value that is not one of the scale's; the text is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of a graded item. `rank` counts steps; None compares with nothing (for example another aid)."""

    token: str
    label: str
    rank: int | None
    short: str = ""  # the label in so few words that it has room beside an axis; empty: the label has


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a scale asks. Use one of its kinds: `Grade`, `Choice`, `Number`, `YesNo`, `Numbers`."""

    kind: ClassVar[str] = ""
    key: str
    label: str
    name: str = ""  # what it is called in a sentence, without its side and without an explanation; empty: its label
    known_as: str = ""  # what a ward says instead of its name: `hamstrings`
    side: Side = ""
    part: str = ""  # the key without its side, so that left and right can stand beside each other
    better: Better | None = None  # None: as the scale says
    role: Role = "measure"
    alike: Alike = "same"  # for method items
    rouse: bool = False  # never "asleep": rouse and score (rule 4)
    optional: bool = False  # offered, but not part of a default set
    ends: tuple[str, str] | None = None  # what its lowest and highest answer mean, short enough for a button
    window: str = ""  # how far back the answer looks, if the scale says
    is_change: bool = False  # asks for the change since the baseline itself, so it has no baseline of its own
    assumed: Value | None = None  # for method items: what the test's name says when nobody recorded it

    @property
    def sided_name(self) -> str:
        """Its name with its side: `Left knee flexors`."""
        return f"{self.side} {self.name}".strip().capitalize() if self.name else self.label

    @property
    def everyday_name(self) -> str:
        """What a ward calls it, without its side: `hamstrings`."""
        return self.known_as or (self.name if self.side else "") or self.label

    def problem(self, value: Value) -> str | None:
        """Say why this value is impossible for this item, or None."""
        raise NotImplementedError

    def unusual(self, value: Value) -> str | None:  # noqa: ARG002 - kinds without a soft range have no use for it
        """Say why this possible value deserves a second look, or None."""
        return None

    def read(self, text: str) -> Value:
        """Turn typed text into a value of this item's kind; raises ScaleError with a sentence."""
        raise NotImplementedError

    def rank(self, value: Value) -> int | None:  # noqa: ARG002 - numbers have no steps
        """The step of a graded value (rule 13); None where steps do not apply."""
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
        """The level with this token, if there is one."""
        return next((level for level in self.levels if level.token == token), None)

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
    rating: bool = False  # out of so many, as its unit says: printed "6 to 2", not "6 of 10 to 2 of 10"
    hard: tuple[Decimal, Decimal]
    soft: tuple[Decimal, Decimal] | None = None
    whole: bool = False
    places: int = 1  # decimals shown; all are stored
    axis: tuple[Decimal, Decimal] | None = None  # what a chart spans unless a value falls outside
    beyond: str = ""  # said when a value is above the hard range, for example "record it as unable"

    def problem(self, value: Value) -> str | None:
        if isinstance(value, bool) or not isinstance(value, Decimal) or not value.is_finite():
            return f"{self.label} takes a number."
        low, high = self.hard
        if not low <= value <= high:
            more = f" {self.beyond}" if self.beyond and value > high else ""
            return (
                f"{self.label} must be {low.normalize():f} to {high.normalize():f} {self.unit}.".replace(" .", ".")
                + more
            )
        if self.whole and value != value.to_integral_value():
            return f"{self.label} takes a whole number."
        return None

    def unusual(self, value: Value) -> str | None:
        if self.soft is None or not isinstance(value, Decimal) or self.soft[0] <= value <= self.soft[1]:
            return None
        return f"{self.label} {value:f} is unusual: please look again."

    def read(self, text: str) -> Value:
        if not _PLAIN_NUMBER.fullmatch(text.strip()):
            raise ScaleError(f"{self.label} takes a number.")
        return self._checked(Decimal(text.strip()))


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
class Numbers(Item):
    """Several numbers in one cell with spaces between, as text: goal levels and weights in scoring cases."""

    kind: ClassVar[str] = "numbers"
    hard: tuple[Decimal, Decimal]
    allowed: tuple[Decimal, ...] = ()  # the only ones there are; empty: any within `hard`

    def problem(self, value: Value) -> str | None:
        words = value.split() if isinstance(value, str) else []
        low, high = self.hard
        if not words or not all(_PLAIN_NUMBER.fullmatch(word) for word in words):
            return f"{self.label} takes numbers with spaces between."
        if self.allowed and not all(Decimal(word) in self.allowed for word in words):
            return f"{self.label} takes {', '.join(f'{one:f}' for one in self.allowed)}, with spaces between."
        if not all(low <= Decimal(word) <= high for word in words):
            return f"{self.label} takes numbers from {low:f} to {high:f}."
        return None

    def read(self, text: str) -> Value:
        return self._checked(" ".join(text.split()))

    @staticmethod
    def numbers(value: Value | None) -> tuple[Decimal, ...]:
        """The numbers themselves, in order; none if there is no value."""
        return tuple(Decimal(word) for word in value.split()) if isinstance(value, str) else ()


SIDES: tuple[Side, ...] = ("left", "right")


def ladder(*steps: tuple[str, str] | tuple[str, str, str], lowest: int = 0) -> tuple[Level, ...]:
    """Levels from (token, label), with the label in short where it is long; lowest first, one rank apart."""
    return tuple(
        Level(token=token, label=label, rank=lowest + rank, short="".join(short))
        for rank, (token, label, *short) in enumerate(steps)
    )


def sided(kind: Callable[..., Item], parts: Mapping[str, str | tuple[str, str]], **more: object) -> tuple[Item, ...]:
    """One item for the left and one for the right of each part, left first: never inferred, never merged.

    A part is given by its name, or by its name and what a ward calls it, which its label adds in brackets.
    """
    named = {part: (name, "") if isinstance(name, str) else name for part, name in parts.items()}
    return tuple(
        kind(
            key=f"{side}_{part}",
            label=f"{side.capitalize()} {name}{f' ({known_as})' if known_as else ''}",
            name=name,
            known_as=known_as,
            side=side,
            part=part,
            **more,
        )
        for part, (name, known_as) in named.items()
        for side in SIDES
    )
