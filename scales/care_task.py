"""One task of care: which, how long, how many carers, how hard. Lower is better."""

from decimal import Decimal

from scales.base import Choice, Example, Grade, Level, Number, Reference, Scale, ladder

SCALE = Scale(
    key="care_task",
    name="Care task",
    domain="care",
    measures="What one task of daily care takes: minutes, people and difficulty.",
    better="lower",
    items=(
        Choice(
            key="task",
            label="Task",
            better="neither",
            levels=(
                *ladder(
                    ("hygiene", "washing between the legs"),
                    ("dressing", "dressing the lower half"),
                    ("positioning", "positioning or seating"),
                    ("splint", "putting on a splint or orthosis"),
                    ("catheter", "catheter care"),
                ),
                Level(token="other", label="another task", rank=None),  # noqa: S106 - a task, no secret
            ),
        ),
        Number(
            key="minutes",
            label="Minutes taken",
            unit="min",
            hard=(Decimal(0), Decimal(480)),
            soft=(Decimal(1), Decimal(90)),
            axis=(Decimal(0), Decimal(60)),
            places=0,
        ),
        Number(
            key="carers",
            label="Carers",
            unit="carers",
            hard=(Decimal(0), Decimal(6)),
            soft=(Decimal(0), Decimal(3)),
            whole=True,
            places=0,
        ),
        Grade(
            key="difficulty",
            label="Difficulty",
            ends=("none", "not done"),
            levels=ladder(
                ("0", "none"),
                ("1", "a little"),
                ("2", "moderate"),
                ("3", "severe"),
                ("4", "could not be done"),
            ),
        ),
    ),
    headline=("difficulty",),
    change_means="One level of difficulty for the same task. No published error.",
    reference=Reference(
        text=(
            "No publication: this tool's own ladder for one task on the trial day. "
            "Questionnaires of care look back a week."
        ),
    ),
    rights="Our own; free to use.",
    examples=(
        Example(
            answers={"task": "hygiene", "minutes": Decimal(20), "carers": Decimal(2), "difficulty": "3"},
            score=None,
            source="Minutes, people and difficulty stay apart: no sum is made.",
        ),
    ),
)
