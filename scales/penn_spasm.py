"""Penn Spasm Frequency Scale with severity: the person's own report over a stated window. Lower is better."""

from scales.base import Answers, Choice, Example, Grade, Reference, Scale, ladder


def severity_without_spasm(answers: Answers) -> tuple[str, ...]:
    """Frequency 0 has no severity (rule 18)."""
    if answers.get("frequency") == "0" and "severity" in answers:
        return ("Severity is not asked when the spasm frequency is 0.",)
    return ()


def not_asked(answers: Answers) -> tuple[str, ...]:
    """Severity, when there were no spasms."""
    return ("severity",) if answers.get("frequency") == "0" else ()


SCALE = Scale(
    key="penn_spasm",
    name="Penn spasm frequency",
    domain="spasm",
    measures="How often spasms come and how bad they are, as the person reports them.",
    better="lower",
    items=(
        Grade(
            key="frequency",
            label="Spasm frequency",
            ends=("none", "over 10 an hour"),
            levels=ladder(
                ("0", "no spasms"),
                ("1", "mild spasms, only when something sets them off", "only if set off"),
                ("2", "full spasms now and then, less than one an hour", "under one an hour"),
                ("3", "more than one an hour", "over one an hour"),
                ("4", "more than ten an hour", "over ten an hour"),
            ),
            window="as the window item says: since the last check, or the last 24 hours",
        ),
        Grade(
            key="severity",
            label="Spasm severity",
            ends=("mild", "severe"),
            levels=ladder(("1", "mild"), ("2", "moderate"), ("3", "severe"), lowest=1),
            window="as the window item says: since the last check, or the last 24 hours",
        ),
        Choice(
            key="window",
            label="Asked about",
            better="neither",
            levels=ladder(("since_last", "since the last check"), ("24h", "the last 24 hours")),
        ),
    ),
    headline=("frequency",),
    together=severity_without_spasm,
    not_asked=not_asked,
    change_means=(
        "One level, over the same window. An hour cannot show 'less than one an hour', so a day at baseline and an "
        "hour after the dose are not alike. Exactly one or ten an hour falls between levels. No published error."
    ),
    reference=Reference(
        text=(
            "Penn RD and others. Intrathecal baclofen for severe spinal spasticity. New England Journal of Medicine "
            "1989;320:1517. Severity, and skipping it at 0: NINDS common data element F1765."
        ),
        year=1989,
    ),
    rights="Free to use with credit; levels in our own words.",
    examples=(
        Example(
            answers={"frequency": "3", "severity": "2", "window": "24h"},
            score=None,
            source="Frequency and severity stay two answers: no sum is made of them.",
        ),
    ),
)
