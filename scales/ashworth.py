"""Ashworth Scale, 0 to 4: resistance to passive movement. Never mixed with the modified one. Lower is better."""

from decimal import Decimal

from scales.base import Example, Grade, Reference, Scale, ladder, sided
from scales.modified_ashworth import MUSCLES, mean_grade

LEVELS = ladder(
    ("0", "tone not raised"),
    ("1", "slightly raised: a catch when the part is moved", "slight catch"),
    ("2", "more clearly raised, yet the part moves easily", "clear, moves easily"),
    ("3", "much raised: passive movement is hard", "hard to move"),
    ("4", "rigid: the part does not move", "rigid"),
)

SCALE = Scale(
    key="ashworth",
    name="Ashworth",
    domain="tone",
    measures="Resistance that the assessor feels when moving the relaxed part once through its range.",
    better="lower",
    items=sided(Grade, MUSCLES, levels=LEVELS),
    coding="0-4",
    number_of=Decimal,
    score=mean_grade(Decimal, "sum of the grades given divided by how many were given"),
    change_means=(
        "One grade up or down in one muscle. Some American papers code 1 to 5: take one off before comparing. "
        "Grades are in order but not evenly spaced, so a mean comes second, with how many muscles."
    ),
    reference=Reference(
        text="Ashworth B. Preliminary trial of carisoprodol in multiple sclerosis. Practitioner 1964;192:540.",
        year=1964,
    ),
    rights="Free to use; levels in our own words.",
    examples=(
        Example(
            answers={"left_hip_adductors": "3", "right_hip_adductors": "2", "left_knee_flexors": "0"},
            score=Decimal(5) / 3,
            source="By hand: (3 + 2 + 0) / 3 = 1.67.",
        ),
    ),
)
