"""Modified Tardieu: quality of the reaction to a fast stretch, the angle of the catch, the full slow range."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from scales.base import Answers, Derived, Example, Grade, Item, Number, Reference, Scale, ladder, measured, sided
from scales.modified_ashworth import MUSCLES

QUALITY = ladder(
    ("0", "no resistance"),
    ("1", "slight resistance, no clear catch", "slight, no catch"),
    ("2", "a clear catch, then release", "a clear catch"),
    ("3", "clonus that dies away within 10 s", "clonus dies away"),
    ("4", "clonus that lasts 10 s or more", "clonus lasts"),
    ("5", "the joint does not move", "does not move"),
)
MOST_BENT, MOST_STRETCHED = Decimal(-150), Decimal(180)


SIDED_MUSCLES = sided(Grade, MUSCLES, levels=QUALITY)


def _three(muscle: Item) -> tuple[Item, ...]:
    """Quality, angle of catch and full slow range of one muscle on one side."""

    def of_muscle(which: str, words: str) -> dict[str, Any]:
        return {
            "key": f"{muscle.key}_{which}",
            "label": f"{muscle.label}, {words}",
            "name": f"{muscle.name}, {words}",
            "known_as": f"{muscle.known_as}, {words}" if muscle.known_as else "",
            "side": muscle.side,
            "part": f"{muscle.part}_{which}",
        }

    def angle(which: str, words: str) -> Number:
        hard = (MOST_BENT, MOST_STRETCHED)
        return Number(**of_muscle(which, words), better="higher", unit="degrees", hard=hard, whole=True, places=0)

    return (
        Grade(**of_muscle("quality", "quality"), levels=QUALITY, ends=("free", "fixed")),
        angle("r1", "angle of catch (R1)"),
        angle("r2", "full slow range (R2)"),
    )


def _difference(muscle: str) -> Callable[[Answers], Decimal | None]:
    def r2_minus_r1(answers: Answers) -> Decimal | None:
        angles = measured(answers, f"{muscle}_r1", f"{muscle}_r2")
        return angles[1] - angles[0] if len(angles) == 2 else None

    return r2_minus_r1


def catch_beyond_range(answers: Answers) -> tuple[str, ...]:
    """The catch comes before the end of the slow range: R1 is never larger than R2."""
    found = []
    for muscle in SIDED_MUSCLES:
        angles = measured(answers, f"{muscle.key}_r1", f"{muscle.key}_r2")
        if len(angles) == 2 and angles[0] > angles[1]:
            found.append(f"{muscle.label}: R1 must lie on the stiff side of R2, not beyond it.")
    return tuple(found)


def not_asked(answers: Answers) -> tuple[str, ...]:
    """Without a clear catch (quality 0 or 1) there is no angle of catch."""
    return tuple(
        key.removesuffix("_quality") + "_r1"
        for key, value in answers.items()
        if key.endswith("_quality") and value in ("0", "1")
    )


SCALE = Scale(
    key="modified_tardieu",
    name="Modified Tardieu",
    domain="tone",
    measures="What a fast stretch meets, where it meets it (R1), and how far the joint goes when moved slowly (R2).",
    better="lower",
    items=tuple(item for muscle in SIDED_MUSCLES for item in _three(muscle)),
    derived=tuple(
        Derived(
            key=f"{muscle.key}_difference",
            label=f"{muscle.label}, R2 - R1",
            unit="degrees",
            of=(f"{muscle.key}_r1", f"{muscle.key}_r2"),
            compute=_difference(muscle.key),
            formula="R2 - R1, the part of the range that speed takes away",
            better="lower",
            places=0,
        )
        for muscle in SIDED_MUSCLES
    ),
    together=catch_beyond_range,
    not_asked=not_asked,
    change_means=(
        "Degrees towards the stretch, so a higher R1 is better and a smaller R2 - R1. In MS the smallest change "
        "that is not error was 15 to 56 degrees, too large to be useful: read the angles beside the grades only."
    ),
    reference=Reference(
        text=(
            "Ben-Shabat E and others. Intra- and inter-rater reliability of the Modified Tardieu Scale for the lower "
            "limb, 2013. Use against contracture: Patrick E, Ada L. Clinical Rehabilitation 2006;20:173."
        ),
        year=2013,
        unverified="The title of the 2013 paper and quality 5, a joint that does not move, are from memory.",
    ),
    rights="Free to use; levels in our own words.",
    examples=(
        Example(
            answers={
                "left_knee_flexors_quality": "2",
                "left_knee_flexors_r1": Decimal(-60),
                "left_knee_flexors_r2": Decimal(-20),
            },
            score=None,
            source="By hand: R2 - R1 = -20 - (-60) = 40 degrees. No sum is made over muscles.",
        ),
    ),
)
