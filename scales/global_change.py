"""The person's own judgement of change since the dose, 1 to 7. Higher is better."""

from scales.base import Example, Grade, Reference, Scale, ladder

SCALE = Scale(
    key="global_change",
    name="Change as the person sees it",
    domain="symptom",
    measures="How the person judges their change since before the dose. It has no baseline of its own.",
    better="higher",
    items=(
        Grade(
            key="rating",
            label="Change since the dose",
            levels=ladder(
                ("1", "none, or worse"),
                ("2", "hardly any"),
                ("3", "a little better"),
                ("4", "somewhat better, little real difference", "somewhat better"),
                ("5", "moderately better, noticeable", "moderately better"),
                ("6", "better, a real difference", "better, a real gain"),
                ("7", "a great deal better", "a great deal better"),
                lowest=1,
            ),
            ends=("none, worse", "far better"),
            window="since before the dose",
            is_change=True,
        ),
    ),
    change_means="5 or more is usually taken as worthwhile. Other forms run the other way round: keep the words.",
    reference=Reference(
        text=(
            "Hurst H, Bolton J. Assessing the clinical significance of change scores recorded on subjective outcome "
            "measures. Journal of Manipulative and Physiological Therapeutics 2004."
        ),
        year=2004,
        unverified="The reference is from memory; the 1 to 7 direction was seen on a public service's form.",
    ),
    rights="Free forms exist; levels in our own words.",
    examples=(Example(answers={"rating": "6"}, score=None, source="One level, read with its words."),),
)
