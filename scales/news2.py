"""National Early Warning Score 2 (RCP 2017), worked out from one set of observations. Never alone, never an alarm."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from scales import observations as observed
from scales.base import Answers, Example, Grade, Number, Reference, Scale, Score, Value, ladder

PARTS = (
    "respiratory_rate",
    "oxygen_saturation",
    "on_oxygen",
    "systolic",
    "heart_rate",
    "consciousness",
    "temperature",
)
"""The seven parts in the chart's order, by the observations' item keys."""

ADULT_FROM_YEARS = 16

# Each band is the highest value that still belongs to it, and its points; the last band has no upper end.
Bands = Sequence[tuple[Decimal | None, int]]


def _bands(*bands: tuple[str, int], above: int) -> Bands:
    return (*((Decimal(highest), points) for highest, points in bands), (None, above))


RESPIRATORY_RATE = _bands(("8", 3), ("11", 1), ("20", 0), ("24", 2), above=3)
OXYGEN_SCALE_1 = _bands(("91", 3), ("93", 2), ("95", 1), above=0)
OXYGEN_SCALE_2_ON_AIR = _bands(("83", 3), ("85", 2), ("87", 1), above=0)
OXYGEN_SCALE_2_ON_OXYGEN = _bands(("83", 3), ("85", 2), ("87", 1), ("92", 0), ("94", 1), ("96", 2), above=3)
SYSTOLIC = _bands(("90", 3), ("100", 2), ("110", 1), ("219", 0), above=3)
HEART_RATE = _bands(("40", 3), ("50", 1), ("90", 0), ("110", 1), ("130", 2), above=3)
TEMPERATURE = _bands(("35.0", 3), ("36.0", 1), ("38.0", 0), ("39.0", 1), above=2)
AS_COUNTED = {"respiratory_rate": RESPIRATORY_RATE, "systolic": SYSTOLIC, "heart_rate": HEART_RATE}
SUPPLEMENTAL_OXYGEN = 2
NOT_ALERT = 3


def _points(bands: Bands, value: Decimal) -> int:
    return next(points for highest, points in bands if highest is None or value <= highest)


def _part(key: str, value: Value, oxygen: Sequence[Bands]) -> int | None:
    if key == "on_oxygen":
        return SUPPLEMENTAL_OXYGEN if value is True else 0
    if key == "consciousness":
        return 0 if value == "A" else NOT_ALERT
    if not isinstance(value, Decimal):
        return None
    if key == "temperature":  # the chart bands tenths of a degree: 35.05 must not fall between two
        return _points(TEMPERATURE, value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
    if key == "oxygen_saturation":
        found = {_points(bands, value) for bands in oxygen}
        return found.pop() if len(found) == 1 else None
    return _points(AS_COUNTED[key], value)


def _oxygen_bands(answers: Answers, oxygen_scale: int) -> Sequence[Bands]:
    """Which bands the saturation may be read on: two on scale 2 while nobody said whether oxygen is given.

    Up to 92 % those two agree, so 83 % alone scores 3 all the same (rule 28).
    """
    if oxygen_scale == 1:
        return (OXYGEN_SCALE_1,)
    on_oxygen = answers.get("on_oxygen")
    if not isinstance(on_oxygen, bool):
        return (OXYGEN_SCALE_2_ON_AIR, OXYGEN_SCALE_2_ON_OXYGEN)
    return (OXYGEN_SCALE_2_ON_OXYGEN,) if on_oxygen else (OXYGEN_SCALE_2_ON_AIR,)


def parts(answers: Answers, oxygen_scale: int = 1) -> dict[str, int]:
    """Points of each part that is there, in the chart's order; nothing is filled in for one that is not.

    `oxygen_scale` 2 is for a prescribed target of 88-92 % only; it bands saturation by whether oxygen is given.
    """
    oxygen = _oxygen_bands(answers, oxygen_scale)
    found = {key: _part(key, answers[key], oxygen) for key in PARTS if key in answers}
    return {key: points for key, points in found.items() if points is not None}


def sum_of(found: Mapping[str, int]) -> Decimal | None:
    """The sum of all seven parts (rule 28); None unless all are there."""
    return None if len(found) < len(PARTS) else Decimal(sum(found.values()))


def threes_of(found: Mapping[str, int]) -> tuple[str, ...]:
    """Each part that alone scores 3."""
    return tuple(key for key, points in found.items() if points == 3)


def _scale_of(answers: Answers) -> int:
    return 2 if answers.get("oxygen_scale") == "2" else 1


def is_child(answers: Answers) -> bool:
    """Whether a stated age is under 16. No age: the caller chose the scale, so an adult."""
    age = answers.get("age")
    return isinstance(age, Decimal) and age < ADULT_FROM_YEARS


def total(answers: Answers) -> Decimal | None:
    """The sum of all seven parts; None unless all are there, and None under 16."""
    return None if is_child(answers) else sum_of(parts(answers, _scale_of(answers)))


def alerts(answers: Answers) -> tuple[str, ...]:
    """`single_3:<part>` for each part that alone scores 3, complete or not; `not_for_children` under 16."""
    if is_child(answers):
        return ("not_for_children",)
    return tuple(f"single_3:{key}" for key in threes_of(parts(answers, _scale_of(answers))))


def _example(line: str, score: int, *alerts: str) -> Example:
    """`respirations, saturation, scale, air or O2, systolic, pulse, ACVPU, temperature`, as a nurse reads them out."""
    rate, saturation, scale, gas, systolic, pulse, alert, temperature = line.split()
    return Example(
        answers={
            "respiratory_rate": Decimal(rate),
            "oxygen_saturation": Decimal(saturation),
            "oxygen_scale": scale,
            "on_oxygen": gas == "O2",
            "systolic": Decimal(systolic),
            "heart_rate": Decimal(pulse),
            "consciousness": alert,
            "temperature": Decimal(temperature),
        },
        score=Decimal(score),
        alerts=alerts,
        source="By hand from the published chart.",
    )


SCALE = Scale(
    key="news2",
    name="NEWS2",
    domain="score",
    measures="How far one whole set of observations lies from an adult's usual range.",
    better="lower",
    items=(
        Number(
            key="total",
            label="NEWS2 total copied from the ward's chart",
            unit="points",
            hard=(Decimal(0), Decimal(20)),
            axis=(Decimal(0), Decimal(20)),
            whole=True,
            places=0,
            role="detail",
            optional=True,
        ),
    ),
    score=Score(
        name="NEWS2 score (RCP 2017)",
        formula=(
            "the points of all seven parts added up, temperature first rounded to a tenth; saturation on scale 1 "
            "unless scale 2 was prescribed; no total unless all seven are there, and none under 16"
        ),
        compute=total,
        needs=PARTS,
        column_needs=("oxygen_scale",),
        range=(Decimal(0), Decimal(20)),
        setup=(
            Grade(
                key="oxygen_scale",
                label="Oxygen scale",
                levels=ladder(
                    ("1", "the usual one"),
                    ("2", "for a prescribed target of 88-92 %, hypercapnic failure confirmed"),
                    lowest=1,
                ),
                better="neither",
            ),
            Number(
                key="age",
                label="Age",
                unit="years",
                hard=(Decimal(0), Decimal(120)),
                places=0,
                better="neither",
                optional=True,
            ),
        ),
        alerts=alerts,
        reads=observed.SCALE.items,
    ),
    together=observed.pressures_crossed,
    change_means=(
        "The parts count, and the change from own baseline beside them: a fall from 140 to 98 mmHg with a heart rate "
        "of 54 scores only 2. Not under 16, not in pregnancy, and unreliable where blood pressure is always low."
    ),
    reference=Reference(
        text=(
            "Royal College of Physicians. National Early Warning Score (NEWS) 2: standardising the assessment of "
            "acute-illness severity in the NHS. London: RCP, 2017."
        ),
        year=2017,
        unverified="The warning about high cord injury with low blood pressure is from memory.",
    ),
    rights="Free to use with acknowledgement of the Royal College of Physicians; its chart is not reproduced.",
    examples=(
        _example("14 97 1 air 98 54 A 36.4", 2),
        _example(
            "8 94 1 air 88 46 V 35.9", 12, "single_3:respiratory_rate", "single_3:systolic", "single_3:consciousness"
        ),
        _example("14 98 1 air 225 48 A 36.6", 4, "single_3:systolic"),
    ),
)
