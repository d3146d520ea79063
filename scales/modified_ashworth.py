"""Modified Ashworth Scale: resistance to passive movement, with the grade 1+. Lower is better."""

from collections.abc import Callable
from decimal import Decimal

from scales.base import Example, Grade, Reference, Scale, Score, ladder, mean, sided

MUSCLES: dict[str, str | tuple[str, str]] = {
    "hip_flexors": "hip flexors",
    "hip_adductors": "hip adductors",
    "hip_extensors": "hip extensors",
    "knee_flexors": ("knee flexors", "hamstrings"),
    "knee_extensors": ("knee extensors", "quadriceps"),
    "ankle_plantarflexors": ("ankle plantarflexors", "calf"),
    "ankle_dorsiflexors": "ankle dorsiflexors",
    "shoulder_adductors": "shoulder adductors",
    "elbow_flexors": "elbow flexors",
    "elbow_extensors": "elbow extensors",
    "forearm_pronators": "forearm pronators",
    "wrist_flexors": "wrist flexors",
    "finger_flexors": "finger flexors",
}
LEVELS = ladder(
    ("0", "tone not raised"),
    ("1", "slight: a catch and release, or a little resistance only at the end of the range", "slight catch"),
    (
        "1+",
        "slight: a catch, then a little resistance through less than half of the range that is left",
        "slight, under half",
    ),
    ("2", "clear through most of the range, yet the part moves easily", "clear, moves easily"),
    ("3", "considerable: passive movement is hard", "hard to move"),
    ("4", "rigid: the part does not move", "rigid"),
)


def number_of(token: str) -> Decimal:
    """The usual coding of a mean: 1+ counts as 1.5."""
    return Decimal("1.5") if token == "1+" else Decimal(token)  # noqa: S105 - a grade, not a secret


def mean_grade(coded: Callable[[str], Decimal], formula: str) -> Score:
    """The score of an Ashworth variant: the mean of the grades given, each as it is coded."""
    return Score(
        name="Mean grade",
        formula=formula,
        compute=lambda answers: mean([coded(grade) for grade in answers.values() if isinstance(grade, str)]),
        partial=True,
        range=(Decimal(0), Decimal(4)),
    )


SCALE = Scale(
    key="modified_ashworth",
    name="Modified Ashworth",
    domain="tone",
    measures="Resistance that the assessor feels when moving the relaxed part once, quickly, through its range.",
    better="lower",
    items=sided(Grade, MUSCLES, levels=LEVELS),
    coding="1+ = 1.5",
    number_of=number_of,
    score=mean_grade(number_of, "sum of the grades given, 1+ counted as 1.5, divided by how many were given"),
    change_means=(
        "One step up or down the six grades in one muscle. Grades are in order but not evenly spaced, so a mean comes "
        "second, with its coding and how many muscles. For the mean of three leg muscles after stroke 0.45 and 0.73 "
        "were published (Chen 2019); they say nothing about one muscle."
    ),
    mean_lines=(Decimal("0.45"), Decimal("0.73")),
    reference=Reference(
        text=(
            "Bohannon RW, Smith MB. Interrater reliability of a modified Ashworth scale of muscle spasticity. "
            "Physical Therapy 1987;67:206. Change of a mean: Chen CL and others, European Journal of Physical and "
            "Rehabilitation Medicine 2019;55:754."
        ),
        year=1987,
    ),
    rights="Free to use; levels in our own words.",
    examples=(
        Example(
            answers={"left_hip_adductors": "3", "right_hip_adductors": "1+", "left_knee_flexors": "0"},
            score=Decimal("1.5"),
            source="By hand: (3 + 1.5 + 0) / 3 = 1.5.",
        ),
    ),
)
