"""Observations at the bed: blood pressure, heart, breathing, oxygen, temperature, consciousness. No direction."""

from decimal import Decimal

from scales.base import Answers, Choice, Example, Grade, Number, Reference, Scale, YesNo, ladder


def pressures_crossed(answers: Answers) -> tuple[str, ...]:
    """Diastolic must be below systolic."""
    systolic, diastolic = answers.get("systolic"), answers.get("diastolic")
    if isinstance(systolic, Decimal) and isinstance(diastolic, Decimal) and diastolic >= systolic:
        return ("Diastolic must be below systolic.",)
    return ()


SYSTOLIC = Number(
    key="systolic",
    label="Systolic",
    unit="mmHg",
    hard=(Decimal(40), Decimal(280)),
    soft=(Decimal(90), Decimal(180)),
    axis=(Decimal(80), Decimal(160)),
    whole=True,
    places=0,
    rouse=True,
)
DIASTOLIC = Number(
    key="diastolic",
    label="Diastolic",
    unit="mmHg",
    hard=(Decimal(20), Decimal(160)),
    soft=(Decimal(40), Decimal(110)),
    axis=(Decimal(40), Decimal(100)),
    whole=True,
    places=0,
    rouse=True,
)
HEART_RATE = Number(
    key="heart_rate",
    label="Heart rate",
    unit="beats a minute",
    hard=(Decimal(20), Decimal(220)),
    soft=(Decimal(50), Decimal(120)),
    axis=(Decimal(40), Decimal(100)),
    whole=True,
    places=0,
    rouse=True,
)
RESPIRATORY_RATE = Number(
    key="respiratory_rate",
    label="Respiratory rate",
    known_as="Breaths",
    unit="breaths a minute",
    hard=(Decimal(2), Decimal(60)),
    soft=(Decimal(10), Decimal(30)),
    axis=(Decimal(8), Decimal(24)),
    whole=True,
    places=0,
    rouse=True,
)
OXYGEN_SATURATION = Number(
    key="oxygen_saturation",
    label="Oxygen saturation",
    known_as="SpO\u2082",
    unit="%",
    hard=(Decimal(50), Decimal(100)),
    soft=(Decimal(92), Decimal(100)),
    axis=(Decimal(88), Decimal(100)),
    whole=True,
    places=0,
    rouse=True,
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
            "National Early Warning Score (NEWS) 2, 2017. The ranges are this tool's own, chosen to catch slips."
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
