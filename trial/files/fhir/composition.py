"""The summary as a Composition, its signatures as attesters, and where it came from as a Provenance."""

from collections.abc import Iterable

from trial.brief import Brief, DoseColumn, brief_of
from trial.files.fhir.bundle import Bundle, instant, named
from trial.files.fhir.codes import Tree, own, standard
from trial.files.imprint import Imprint
from trial.files.templates import render
from trial.ledger.facts import Trial
from trial.meaning.state import standing_decision
from trial.meaning.summary import Summary
from trial.wording import headings as say

FINGERPRINT = "urn:itb-trial:fingerprint"


def add_composition(bundle: Bundle, summary: Summary, imprint: Imprint) -> None:
    """The go/no-go brief: final once its decision is signed, preliminary before, and then its title says DRAFT."""
    trial, decision = summary.trial, standing_decision(summary.trial)
    brief = brief_of(summary, imprint.zone)
    bundle.add("composition", {
        "resourceType": "Composition",
        "identifier": _fingerprint(trial) or None,
        "status": "final" if decision else "preliminary",
        "type": own("go_no_go_summary", brief.title),
        "subject": bundle.to("patient"),
        "date": instant(imprint.made_at),
        "author": [named(decision.signed_by if decision else imprint.made_by)],
        "title": f"{brief.title}, {trial.id}. {imprint.standing}",
        "attester": [
            {"mode": "professional", "time": instant(one.signed_at), "party": named(one.signed_by)}
            for one in trial.decisions if one.signed_at
        ],
        "section": [*_sections(bundle, brief)],
    })  # fmt: skip


def _fingerprint(trial: Trial) -> Tree:
    return {"system": FINGERPRINT, "value": trial.fingerprint} if trial.fingerprint else {}


def add_provenance(bundle: Bundle, summary: Summary, imprint: Imprint) -> None:
    """Who made this file, when, with what, from which state of the ledger."""
    source = {"identifier": fingerprint} if (fingerprint := _fingerprint(summary.trial)) else {}
    told = f"ledger of trial {imprint.trial}, {imprint.entries} entries, sha256 of its head"
    program = f"itb-trial {imprint.version}" + (f", {imprint.service_name}" if imprint.service_name.strip() else "")
    bundle.add("provenance", {
        "resourceType": "Provenance",
        "target": [bundle.to("composition")],
        "recorded": instant(imprint.made_at),
        "agent": [
            {"type": standard("provenance-participant-type", "author"), "who": named(imprint.made_by)},
            {"type": standard("provenance-participant-type", "assembler"), "who": named(program)},
        ],
        "entity": [{"role": "source", "what": {**source, "display": told}}],
    })  # fmt: skip


def _sections(bundle: Bundle, brief: Brief) -> Iterable[Tree]:
    """The blocks of the brief in their order, each with references to what it speaks of."""
    yield _section(say.QUESTION, [brief.question, brief.identity.about])
    if brief.prominent:
        yield _section(say.FIRST, [fact.line for fact in brief.prominent])
    goals = [f"{row.number}. {row.words}: {row.asks}" for row in brief.goals.rows]
    yield _section(brief.goals.title, goals or [say.NO_GOALS], bundle, ["goal:"])
    for dose in brief.doses:
        kinds = ("dose", "observation", "news2", "rating", "words", "event")
        yield _section(dose.title, _dose_lines(brief, dose), bundle, [f"{kind}:{dose.number}" for kind in kinds])
    yield _section(brief.topics_title, [f"{topic.name}: {topic.text}" for topic in brief.topics])
    if brief.quotations:
        yield _section(say.QUOTATIONS, [f"{said.text} {said.speaker}" for said in brief.quotations])
    if brief.cautions:
        yield _section(say.CAUTIONS, brief.cautions)
    signed = brief.decision.every_signed
    decided = [f"{one.title}. {label}: {text}" for one in signed for label, text in one.lines]
    unsigned = [] if brief.decision.signed else [say.NOT_SIGNED]
    yield _section(brief.decision.title, unsigned + decided, bundle, ["provenance"])


def _dose_lines(brief: Brief, dose: DoseColumn) -> list[str]:
    place = brief.goals.columns.index(dose) if dose in brief.goals.columns else None
    cells = [(row, row.cells[place]) for row in brief.goals.rows] if place is not None else []
    told = ((row.number, (cell.word, cell.reading, cell.voices, cell.agreed_then)) for row, cell in cells)
    results = [f"{number}. {', '.join(part for part in parts if part)}" for number, parts in told]
    counts = (
        [f"{say.AT_A_GLANCE}: {'; '.join(count.text for count in dose.counts)}. {dose.word}"] if dose.counts else []
    )
    return [dose.happened, dose.decided, *results, *counts, *(f"{topic.name}: {topic.text}" for topic in dose.cost)]


def _section(title: str, lines: Iterable[str], bundle: Bundle | None = None, prefixes: Iterable[str] = ()) -> Tree:
    """A heading, its lines as text, and references to what it speaks of."""
    narrative = str(render("narrative.html", lines=[line for line in lines if line.strip()])).strip()
    made: Tree = {"title": title, "text": {"status": "additional", "div": narrative}}
    keys = [key for prefix in prefixes for key in (bundle.keys(prefix) if bundle else ()) if _begins(key, prefix)]
    if bundle and keys:
        made["entry"] = [bundle.to(key) for key in keys]
    return made


def _begins(key: str, prefix: str) -> bool:
    """Whether a key is of this kind: dose 1 is not dose 10."""
    return prefix.endswith(":") or key == prefix or key.startswith(f"{prefix}:")
