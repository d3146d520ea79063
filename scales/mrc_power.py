"""MRC muscle power, 0 to 5 with 4- and 4+. Higher is better."""

from scales.base import Example, Grade, Level, Reference, Scale, sided

MOVEMENTS = {
    "hip_flexion": "hip flexion",
    "hip_abduction": "hip abduction",
    "hip_extension": "hip extension",
    "knee_extension": "knee extension",
    "knee_flexion": "knee flexion",
    "ankle_dorsiflexion": "ankle dorsiflexion",
    "ankle_plantarflexion": "ankle plantarflexion",
    "shoulder_abduction": "shoulder abduction",
    "elbow_flexion": "elbow flexion",
    "elbow_extension": "elbow extension",
    "wrist_extension": "wrist extension",
    "grip": "grip",
}
LEVELS = tuple(
    Level(token=token, label=label, rank=rank, short=short)
    for token, label, rank, short in (
        ("0", "no contraction", 0, ""),
        ("1", "a flicker, no movement", 1, ""),
        ("2", "movement with gravity taken away", 2, "gravity taken away"),
        ("3", "movement against gravity, not against resistance", 3, "against gravity"),
        ("4-", "against slight resistance", 4, "some resistance"),  # the three fours share a rank: rule 13
        ("4", "against moderate resistance", 4, "some resistance"),
        ("4+", "against strong resistance, not quite full", 4, "some resistance"),
        ("5", "full power", 5, ""),
    )
)

SCALE = Scale(
    key="mrc_power",
    name="MRC power",
    domain="power",
    measures="How strongly the person can make one movement, felt by the assessor.",
    better="higher",
    items=sided(Grade, MOVEMENTS, levels=LEVELS),
    change_means=(
        "One grade; 4-, 4 and 4+ count as the same grade. A fall in hip flexion or knee extension is what makes "
        "standing and walking unsafe. No published error."
    ),
    reference=Reference(
        text="Medical Research Council. Aids to the examination of the peripheral nervous system. Memorandum 45.",
        year=1976,
        unverified="The year, and the wording of 4- and 4+, are from memory.",
    ),
    rights="Open Government Licence. Used with the permission of the Medical Research Council.",
    examples=(
        Example(
            answers={"left_hip_flexion": "4-", "right_hip_flexion": "5"},
            score=None,
            source="Two grades, kept apart: no sum is made of power.",
        ),
    ),
)
