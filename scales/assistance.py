"""Help that moving takes: bed, sitting up, standing up, transfer, standing. Higher is better."""

from scales.base import Example, Grade, Reference, Scale, ladder

TASKS = {
    "bed_mobility": "Moving in bed",
    "lie_to_sit": "Lying to sitting",
    "sit_to_stand": "Sitting to standing",
    "bed_to_chair": "Bed to chair",
    "standing": "Standing",
}
LEVELS = ladder(
    ("0", "cannot, or only with a hoist", "cannot, or hoist"),
    ("1", "hands-on help of two", "two people"),
    ("2", "hands-on help of one", "one person"),
    ("3", "someone close by, or prompting; no touch", "someone close by"),
    ("4", "alone with an aid or a rail", "alone, with an aid"),
    ("5", "alone"),
)

SCALE = Scale(
    key="assistance",
    name="Help with moving",
    domain="function",
    measures="How much help the person needs from people or things for everyday movements.",
    better="higher",
    performance=True,
    items=tuple(Grade(key=key, label=label, levels=LEVELS, ends=("cannot", "alone")) for key, label in TASKS.items()),
    change_means="One level. It is this tool's own ladder, so there is no published error.",
    reference=Reference(
        text="No publication: this tool's own plain ladder, of help as a ward describes it.",
        unverified="Untested for reliability.",
    ),
    rights="Our own; free to use.",
    examples=(
        Example(
            answers={"sit_to_stand": "4", "bed_to_chair": "3"},
            score=None,
            source="Each movement by itself: no sum is made.",
        ),
    ),
)
