"""Every sentence that a trial is described with, read for slips: doubled words, wrong numbers, what nobody worded.

`python -m tests.unit.every_sentence 3000` reads those of as many random trials and counts each kind of slip.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, get_args

from tests.unit.random_trials import MADE, random_trial
from trial.brief import brief_of
from trial.brief.panels import panels_of
from trial.brief.panels.shapes import Axis
from trial.brief.panels.tables import dose_comparison, events_by_dose, figure_key, markers_of, observed_of, strips_of
from trial.ledger.facts import Outcome, Trial
from trial.meaning.course import Series
from trial.meaning.summary import Summary, summarise
from trial.rules.lifecycle import contradiction
from trial.wording.day import where_things_stand
from trial.wording.glance import Count, ProminentText
from trial.wording.goals import because, headline, target_text
from trial.wording.refusals import sentence_of
from trial.wording.remarks import remarks_of, why_text
from trial.wording.words import to_ascii

NO_TEXTS = {"key", "scale", "item", "side", "shape", "kind", "group", "mark", "sign", "source"}
TYPED = ("", "Walk out", "Rest well.")
NOUNS = (
    "adult|attempt|carer|degree|dose|event|goal|hour|item|measure|metre|minute|muscle|other|place|point|question|"
    "reading|second|set|side|spasm|step|task|test|time|trial|week"
)
LISTED = (
    "ashworth, ashworth|bed, bed to|care, care task|oxygen, oxygen sat|seconds, seconds|sitting, sitting to|"
    r"standing, standing|walk, walk \d"
)
"""Names of measures of which one ends and the next begins with the same word, in a list."""
SLIPS: dict[str, tuple[str, ...]] = {
    "a doubled word": (rf"\b(?!{LISTED})([a-z]{{2,}})[,:]? \1\b",),
    "a plural after 1": (r"(?<![\d.,+/-])1 (?:raised |more |other )?(?!as |is |was |minus )[a-z]{2,}s\b(?<!ss)",),
    "a singular after another number": (
        rf"(?<![\d.])(?<!h )(?!1 )\d+(?:\.\d+)? (?:more |other |raised )?(?:{NOUNS})\b",
    ),
    "empty brackets": (r"\(\s*\)", r"\[\s*\]", r"“\s*”", r"\"\s*\""),
    "a doubled space or mark": (r"\s\s", r"\s[,;:.](?!\d)", r"[,;:.]\s*[,;:.]", r"^\s*[,;:.]", r"[,;:]\s*$", r"\s$"),
    "Python": (
        r"\bNone\b(?! met| fully met)",
        r"\bnan\b",
        r"\bTrue\b",
        r"\bFalse\b",
        r"[a-z]_[a-z]",
        r"[<{}]",
        r"\w\('",
    ),
    "an end that is none": (
        r"(?<! went)(?<!watch)(?<!close) \b(an|and|at|but|by|for|from|in|of|on|or|than|the|to|with)\b\s*([.;,]|$)",
    ),
}
PATTERNS = {kind: re.compile("|".join(patterns), re.IGNORECASE * ("word" in kind)) for kind, patterns in SLIPS.items()}


def readable_trial(seed: int) -> Trial:
    """A random trial in which nothing that people typed could itself be taken for a slip."""
    trial = random_trial(seed, TYPED)
    return replace(trial, record=replace(trial.record, person=replace(trial.person, name="Ann OAK THREE")))


def sentences_of(trial: Trial) -> Iterator[str]:
    """Every text that is made of a trial: of its page, its charts, its tables, the bedside and the decision."""
    summary = summarise(trial)
    brief, panels = brief_of(summary, MADE.zone), panels_of(summary)
    beside = (
        figure_key(panels).earlier,
        events_by_dose(markers_of(trial.doses)),
        strips_of(summary),
        observed_of(summary),
    )
    yield from _texts((brief, brief.persons_copy, panels, beside, dose_comparison(summary, panels)))
    for result in summary.goals:
        yield from (because(result), headline(result))
    yield from (target_text(goal.target) for goal in trial.goals if goal.target)
    for dose in summary.doses:
        yield from (why_text(measure.why) for measure in dose.series)
        yield from where_things_stand(trial, dose.dose, MADE.zone)
        for phrases in remarks_of(trial, dose.dose).values():
            yield from phrases
    for outcome in get_args(Outcome):
        if why := contradiction(trial, outcome):
            yield sentence_of(why)


def _texts(node: Any) -> Iterator[str]:
    """Every text in what a page holds; names of fields and positions are none."""
    if isinstance(node, (Count, ProminentText)):
        yield node.text if isinstance(node, Count) else node.line
    elif isinstance(node, str):
        yield node
    elif isinstance(node, (list, tuple)):
        for part in node:
            yield from _texts(part)
    elif is_dataclass(node) and not isinstance(node, (Summary, Series, Axis)):
        for field in fields(node):
            if field.name not in NO_TEXTS:
                yield from _texts(getattr(node, field.name))


def slips_in(text: str) -> Iterator[tuple[str, str]]:
    """Each slip in a text: its kind, and where it is."""
    plain = to_ascii(text)
    for kind, pattern in PATTERNS.items():
        if found := pattern.search(plain):
            yield kind, plain[max(0, found.start() - 60) : found.end() + 40]


def slips_of(trial: Trial) -> Iterator[tuple[str, str]]:
    """Each slip in the sentences of a trial."""
    for text in sentences_of(trial):
        yield from slips_in(text)


def main(count: int) -> None:
    """Read the sentences of this many trials; print each kind of slip with how often it was met and where first."""
    seen: Counter[str] = Counter()
    first: dict[str, dict[str, int]] = {}
    for seed in range(count):
        for kind, place in slips_of(readable_trial(seed)):
            seen[kind] += 1
            first.setdefault(kind, {}).setdefault(place, seed)
    for kind, times in seen.most_common():
        print(f"{kind}: {times} times")
        for place, seed in list(first[kind].items())[:40]:
            print(f"  seed {seed}: {place}")
    print(f"The sentences of {count} trials were read.")
    sys.exit(bool(seen))


if __name__ == "__main__":
    main(int(sys.argv[1]))
