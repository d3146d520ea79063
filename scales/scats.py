"""SCATS: clonus, flexor and extensor spasms set off at one leg. Lower is better."""

from scales.base import Choice, Example, Grade, Reference, Scale, ladder

BY_TIME = ladder(
    ("0", "none"),
    ("1", "less than 3 s"),
    ("2", "3 to 10 s"),
    ("3", "more than 10 s"),
)
BY_SIZE = ladder(
    ("0", "none"),
    ("1", "less than 10 degrees, or the toes alone", "under 10 degrees"),
    ("2", "10 to 30 degrees"),
    ("3", "more than 30 degrees"),
)

SCALE = Scale(
    key="scats",
    name="SCATS spasm reflexes",
    domain="spasm",
    measures="How long clonus and extensor spasm last, and how large a flexor spasm is, when they are set off.",
    better="lower",
    items=(
        Grade(key="clonus", label="Clonus after a quick ankle stretch", levels=BY_TIME, ends=("none", "over 10 s")),
        Grade(
            key="flexor",
            label="Flexor spasm after a pinprick of the sole",
            levels=BY_SIZE,
            ends=("none", "over 30\N{DEGREE SIGN}"),
        ),
        Grade(
            key="extensor",
            label="Extensor spasm on straightening hip and knee",
            levels=BY_TIME,
            ends=("none", "over 10 s"),
        ),
        Choice(
            key="leg",
            label="Leg tested",
            better="neither",
            levels=ladder(("left", "left"), ("right", "right")),
        ),
    ),
    change_means="One level, at the same leg. No published error.",
    reference=Reference(
        text=(
            "Benz EN and others. A physiologically based clinical measure for spastic reflexes in spinal cord injury. "
            "Archives of Physical Medicine and Rehabilitation 2005. Levels: NINDS common data element F1766."
        ),
        year=2005,
        unverified="Title and journal are from memory; author, year and levels were checked.",
    ),
    rights="Free to use; levels in our own words.",
    examples=(
        Example(
            answers={"clonus": "3", "flexor": "1", "extensor": "0", "leg": "left"},
            score=None,
            source="Three reflexes, kept apart: no sum is made.",
        ),
    ),
)
