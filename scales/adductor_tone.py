"""Adductor tone rating: what it takes to part both thighs. Lower is better."""

from scales.base import Example, Grade, Reference, Scale, ladder

SCALE = Scale(
    key="adductor_tone",
    name="Adductor tone",
    domain="tone",
    measures="The effort and the people it takes to part both hips to 45 degrees: one rating for both sides.",
    better="lower",
    items=(
        Grade(
            key="grade",
            label="Adductor tone",
            ends=("not raised", "two people"),
            levels=ladder(
                ("0", "tone not raised"),
                ("1", "raised, one person parts the hips easily", "raised, one with ease"),
                ("2", "one person, with a little effort", "one, little effort"),
                ("3", "one person, with moderate effort", "one, some effort"),
                ("4", "two people are needed", "two people needed"),
            ),
        ),
    ),
    change_means="One level. Read beside the knee gap and hip abduction. No published error.",
    reference=Reference(
        text=(
            "Snow BJ and others. Treatment of spasticity with botulinum toxin: a double-blind study. "
            "Annals of Neurology 1990;28:512."
        ),
        year=1990,
        unverified="The title and the wording of the levels are from memory.",
    ),
    rights="Free to use with credit; levels in our own words.",
    examples=(Example(answers={"grade": "3"}, score=None, source="One grade, read with its words."),),
)
