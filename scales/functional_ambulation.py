"""Functional Ambulation Category: how much help walking takes, whatever the aid. Higher is better."""

from scales.base import Example, Grade, Reference, Scale, ladder

SCALE = Scale(
    key="functional_ambulation",
    name="Functional ambulation category",
    domain="walking",
    measures="How much help from people the person needs to walk; the aid does not count.",
    better="higher",
    performance=True,
    items=(
        Grade(
            key="category",
            label="Walking category",
            ends=("cannot", "alone"),
            levels=ladder(
                ("0", "does not walk, or only with two people or in bars", "does not walk"),
                ("1", "one person holds and carries weight all the way", "one holds weight"),
                ("2", "one person's light or occasional touch", "light touch"),
                ("3", "someone close by, no touch", "someone close by"),
                ("4", "alone on the level, help on stairs, slopes or rough ground", "alone on the level"),
                ("5", "alone anywhere", "alone anywhere"),
            ),
        ),
    ),
    change_means=(
        "One category. Some papers number the same six 1 to 6, so the words are kept with the number. "
        "No published error."
    ),
    reference=Reference(
        text=(
            "Holden MK and others. Clinical gait assessment in the neurologically impaired. "
            "Physical Therapy 1984;64:35."
        ),
        year=1984,
        unverified="Title and page are from memory; the levels were checked against copies.",
    ),
    rights="Free to use (NINDS); levels in our own words.",
    examples=(
        Example(answers={"category": "3"}, score=None, source="Category 3, someone close by: read with its words."),
    ),
)
