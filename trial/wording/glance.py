"""At a glance, in words: the counts first, the word after them and never alone (rule 26)."""

from typing import NamedTuple

from trial.meaning.glance import AtAGlance, Says
from trial.wording.words import DELIVERY_WORDS, capital

SAYS_WORDS: dict[Says, str] = {
    "all": "All met, all kept",
    "some": "Some met",
    "partly": "None fully met",
    "none": "None met",
    "not_assessed": "Not fully assessed",
}


class Count(NamedTuple):
    """One line of counts: what was lost or kept, to be printed in bold, and the rest."""

    bold: str
    rest: str

    @property
    def text(self) -> str:
        return self.bold + self.rest


def counts(glance: AtAGlance) -> tuple[Count, ...]:
    """The lines of counts, each beginning with a capital: `1 lost of 1 to keep`, `2 of 3 met, 1 not met`."""
    unassessed = "still to come" if glance.under_way else "not assessed"
    lines = []
    if glance.to_keep:
        parts = [(glance.lost, "lost"), (glance.kept, "kept"), (glance.keep_not_assessed, unassessed)]
        first, *others = [f"{count} {word}" for count, word in parts if count]
        bold = first if glance.lost or glance.kept else ""
        rest = ", ".join([*([] if bold else [first]), *others])
        lines.append(Count(bold, f"{', ' if bold and rest else ''}{rest} of {glance.to_keep} to keep"))
    if glance.to_achieve:
        parts = [(glance.partly_met, "partly met"), (glance.not_met, "not met")]
        others = [f"{count} {word}" for count, word in (*parts, (glance.achieve_not_assessed, unassessed)) if count]
        if glance.under_way and glance.achieve_not_assessed == glance.to_achieve:
            lines.append(Count("", f"{glance.to_achieve} to achieve, all still to come"))
        else:
            lines.append(Count("", ", ".join([f"{glance.met} of {glance.to_achieve} met", *others])))
    if glance.not_today:
        lines.append(Count("", f"{glance.not_today} not tested today, not counted"))
    if not glance.to_achieve:
        lines.append(Count("", capital("no goal to achieve could be tested")))
    if not glance.events_asked:
        lines.append(Count("", capital("adverse events not asked about")))
    return tuple(lines)


def glance_word(glance: AtAGlance) -> str:
    """The word after the counts."""
    if glance.under_way and glance.says == "not_assessed":
        return "Peak still to come"
    if glance.no_conclusion:
        return f"{SAYS_WORDS[glance.says]}: no conclusion, {DELIVERY_WORDS[glance.delivery]}"
    return SAYS_WORDS[glance.says]


def counts_text(glance: AtAGlance) -> str:
    """Counts and word in one line."""
    return f"{'; '.join(count.text for count in counts(glance))}: {glance_word(glance)}"
