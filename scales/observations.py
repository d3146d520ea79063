"""Observations at the bed: blood pressure, heart, breathing, oxygen, temperature, consciousness. No direction."""

from decimal import Decimal

from scales.base import Answers, Choice, Example, Grade, Number, Reference, Scale, YesNo, ladder


def pressures_crossed(answers: Answers) -> tuple[str, ...]:
    """Diastolic must be below systolic."""
    systolic, diastolic = answers.get("systolic"), answers.get("diastolic")
    if isinstance(systolic, Decimal) and isinstance(diastolic, Decimal) and diastolic >= systolic:
        return ("Diastolic must be below systolic.",)
    return ()


def _span(low: int, high: int) -> tuple[Decimal, Decimal]:
    return Decimal(low), Decimal(high)


def _vital_sign(
    key: str,
    label: str,
    unit: str,
    hard: tuple[int, int],
    soft: tuple[int, int],
    axis: tuple[int, int],
    known_as: str = "",
) -> Number:
    """A whole number that nobody is too asleep for: rouse and score (rule 4)."""
    return Number(
        key=key,
        label=label,
        known_as=known_as,
        unit=unit,
        hard=_span(*hard),
        soft=_span(*soft),
        axis=_span(*axis),
        whole=True,
        places=0,
        rouse=True,
    )


SYSTOLIC = _vital_sign("systolic", "Systolic", "mmHg", hard=(40, 280), soft=(90, 180), axis=(80, 160))
DIASTOLIC = _vital_sign("diastolic", "Diastolic", "mmHg", hard=(20, 160), soft=(40, 110), axis=(40, 100))
HEART_RATE = _vital_sign("heart_rate", "Heart rate", "beats a minute", hard=(20, 220), soft=(50, 120), axis=(40, 100))
RESPIRATORY_RATE = _vital_sign(
    "respiratory_rate",
    "Respiratory rate",
    "breaths a minute",
    hard=(2, 60),
    soft=(10, 30),
    axis=(8, 24),
    known_as="Breaths",
)
OXYGEN_SATURATION = _vital_sign(
    "oxygen_saturation", "Oxygen saturation", "%", hard=(50, 100), soft=(92, 100), axis=(88, 100), known_as="SpO\u2082"
)
ON_OXYGEN = YesNo(key="on_oxygen", label="On oxygen")
TEMPERATURE = Number(
    key="temperature",
    label="Temperature",
    unit="°C",
    hard=(Decimal(30), Decimal(43)),
    soft=(Decimal("35.5"), Decimal("38.5")),
    axis=(Decimal(35), Decimal(39)),
)
CONSCIOUSNESS = Grade(
    key="consciousness",
    label="Consciousness",
    rouse=True,
    levels=ladder(
        ("A", "alert"),
        ("C", "newly confused"),
        ("V", "answers to voice"),
        ("P", "responds to pain only"),
        ("U", "unresponsive"),
    ),
)
POSITION = Choice(
    key="position",
    label="Position",
    levels=ladder(("lying", "lying"), ("sitting", "sitting"), ("standing", "standing")),
)

SCALE = Scale(
    key="observations",
    name="Observations",
    domain="observations",
    measures="Blood pressure, heart rate, breathing, oxygen, temperature and consciousness at rest.",
    better="neither",
    items=(
        SYSTOLIC,
        DIASTOLIC,
        HEART_RATE,
        RESPIRATORY_RATE,
        OXYGEN_SATURATION,
        ON_OXYGEN,
        TEMPERATURE,
        CONSCIOUSNESS,
        POSITION,
    ),
    every_reading=True,
    together=pressures_crossed,
    change_means=(
        "Change from the person's own baseline, stated and not judged: no direction is better. Overdose and "
        "withdrawal both lower blood pressure."
    ),
    reference=Reference(
        text=(
            "No single publication: the usual vital signs. Consciousness (ACVPU) as in Royal College of Physicians, "
            "National Early Warning Score (NEWS) 2, 2017. The ranges are this tool's own, chosen to catch slips. "
            "Autonomic dysreflexia after cord injury at T6 or above shows as a systolic rise: of 20 mmHg (St John WA), "
            "of 20 to 40 (Actionnuggets), of 25 (BMJ 2020)."
        ),
        unverified="The ranges are for adults and rest on clinical practice.",
    ),
    rights="Free to use.",
    examples=(
        Example(
            answers={
                "systolic": Decimal(98),
                "diastolic": Decimal(58),
                "heart_rate": Decimal(54),
                "respiratory_rate": Decimal(14),
                "oxygen_saturation": Decimal(97),
                "on_oxygen": False,
                "temperature": Decimal("36.4"),
                "consciousness": "A",
                "position": "lying",
            },
            score=None,
            source="A fall from 140 mmHg scores only 2 on NEWS2: watch the change from own baseline as well.",
        ),
    ),
)
