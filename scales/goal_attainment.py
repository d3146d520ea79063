"""Goal attainment scaling: the T score of rated goals by the corrected formula. 50 is 'as agreed'."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext

from scales.base import Answers, Example, Numbers, Reference, Scale, ScaleError, Score

RHO = Decimal("0.3")  # how far goals are taken to move together
LEVELS = tuple(Decimal(one) for one in ("-2", "-1", "-0.5", "0", "1", "2"))
"""How far a goal was reached; -0.5 is partly, from a start at -1."""


def t_score(levels: Sequence[Decimal], weights: Sequence[Decimal] = ()) -> Decimal:
    """GAS T to two decimals, half away from zero (rule 27); no weights, or all of them zero, count as all one.

    T = 50 + 10 S(w x) / sqrt((1 - rho) S(w^2) + rho S(w)^2), rho 0.3. Raises ScaleError if lengths differ.
    """
    if not levels:
        raise ScaleError("A goal attainment score needs at least one rated goal.")
    if weights and len(weights) != len(levels):
        raise ScaleError("Goal attainment needs as many weights as levels.")
    if not any(weights):
        weights = [Decimal(1)] * len(levels)
    with localcontext() as exact:
        exact.prec = 50
        attained = sum((w * x for w, x in zip(weights, levels, strict=True)), Decimal(0))
        squares = sum((w * w for w in weights), Decimal(0))
        spread = ((1 - RHO) * squares + RHO * sum(weights, Decimal(0)) ** 2).sqrt()
        return (50 + 10 * attained / spread).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def score(answers: Answers) -> Decimal | None:
    """The T score of a case: its levels, and its weights if there are any."""
    return t_score(Numbers.numbers(answers.get("levels")), Numbers.numbers(answers.get("weights")))


def unequal(answers: Answers) -> tuple[str, ...]:
    """As many weights as levels."""
    levels, weights = Numbers.numbers(answers.get("levels")), Numbers.numbers(answers.get("weights"))
    if levels and weights and len(levels) != len(weights):
        return (f"There are {len(levels)} levels and {len(weights)} weights.",)
    return ()


SCALE = Scale(
    key="goal_attainment",
    name="Goal attainment (GAS T)",
    domain="score",
    measures="How far the agreed goals were reached, all of them together. Each goal by itself says more.",
    better="higher",
    items=(),
    score=Score(
        name="T score",
        formula=(
            "50 + 10 x sum(weight x level) / square root of (0.7 x sum(weight squared) "
            "+ 0.3 x (sum of weights) squared); no weights, or all zero, count as all one; "
            "a goal of weight 0 among others drops out"
        ),
        compute=score,
        needs=("levels",),
        places=2,
        range=(Decimal(13), Decimal(87)),
        reads=(
            Numbers(key="levels", label="Levels", hard=(Decimal(-2), Decimal(2)), allowed=LEVELS),
            Numbers(key="weights", label="Weights", hard=(Decimal(0), Decimal(1000)), better="neither", optional=True),
        ),
    ),
    together=unequal,
    change_means=(
        "50 means as agreed on the whole; groups of well-set goals spread by 10. On the trial day it is provisional, "
        "counts only goals that were rated ('k of n'), and stays hidden unless asked for. A goal starts at -1, or at "
        "-2 where nothing worse is plausible; -0.5 is partly reached from -1. Difficulty as a weight punishes hard "
        "goals missed."
    ),
    reference=Reference(
        text=(
            "Turner-Stokes L. Goal attainment scaling (GAS) in rehabilitation: a practical guide. "
            "Clinical Rehabilitation 2009;23:362, by its corrected formula: those printed on pages 364 and 367 "
            "were wrong."
        ),
        year=2009,
        unverified="Volume, first page and the use of -0.5 are from memory; the author's own example was not found.",
    ),
    rights="Free to use with credit to King's College London.",
    examples=(
        Example(
            answers={"levels": "-2 0 -1 2 0 1", "weights": "3 5 1 4 2 6"},
            score=Decimal("55.00"),
            source="Worked in the documentation of a public R package.",
        ),
        Example(
            answers={"levels": "-1 -1 -1"}, score=Decimal("36.31"), source="By hand: 50 - 30 / square root of 4.8."
        ),
    ),
)
