"""One trial as a FHIR document bundle, of the elements that R4 and R4B share; plain JSON, nothing needed to read it."""

import re
from collections.abc import Iterable, Iterator

from trial.brief import Brief, DoseColumn, brief_of
from trial.files.fhir.bundle import Bundle, instant, named
from trial.files.fhir.codes import Tree, own, standard
from trial.files.fhir.resources import TRIAL, add_dose, add_events, add_goals, add_observations, add_patient
from trial.files.imprint import Imprint
from trial.files.json_toml import written
from trial.files.templates import render
from trial.meaning.state import standing_decision
from trial.meaning.summary import Summary
from trial.wording import headings as say

FINGERPRINT = "urn:itb-trial:fingerprint"
SPACE = re.compile(r"[^\S \t\r\n]|\ufeff")
"""White space that FHIR strings do not allow; it is replaced by some that they do."""


def write_bundle(summary: Summary, imprint: Imprint) -> bytes:
    """The bundle as UTF-8 JSON. Every reference in it finds its target in it; no address is fetched by anybody."""
    trial = summary.trial
    bundle = Bundle(trial.id)
    add_patient(bundle, trial)
    for dose in trial.doses:
        add_dose(bundle, dose)
    add_goals(bundle, summary)
    for course in summary.doses:
        add_observations(bundle, course)
        add_events(bundle, course.dose)
    _add_provenance(bundle, imprint)
    _add_composition(bundle, summary, imprint)
    tree = {
        "resourceType": "Bundle",
        "identifier": {"system": TRIAL, "value": f"{trial.id}/{trial.fingerprint or trial.entries}"},
        "type": "document",
        "timestamp": instant(imprint.made_at),
        "entry": bundle.entries("composition"),
    }
    return (SPACE.sub(" ", written(tree)) + "\n").encode()


def _add_composition(bundle: Bundle, summary: Summary, imprint: Imprint) -> None:
    """The go/no-go brief: final once its decision is signed, preliminary before, and then its title says DRAFT."""
    decision = standing_decision(summary.trial)
    brief = brief_of(summary, imprint.zone)
    bundle.add("composition", {
        "resourceType": "Composition",
        "identifier": _fingerprint(imprint),
        "status": "final" if decision else "preliminary",
        "type": own("go_no_go_summary", brief.title),
        "subject": bundle.to("patient"),
        "date": instant(imprint.made_at),
        "author": [named(decision.signed_by if decision else imprint.made_by)],
        "title": f"{brief.title}, {imprint.trial}. {imprint.standing}",
        "attester": [
            {"mode": "professional", "time": instant(signed.signed_at), "party": named(signed.signed_by)}
            for signed in summary.trial.decisions if signed.signed_at
        ],
        "section": [*_sections(bundle, brief)],
    })  # fmt: skip


def _fingerprint(imprint: Imprint) -> Tree:
    return {"system": FINGERPRINT, "value": imprint.fingerprint} if imprint.fingerprint else {}


def _add_provenance(bundle: Bundle, imprint: Imprint) -> None:
    """Who made this file, when, with what, from which state of the ledger."""
    source = {"identifier": _fingerprint(imprint)} if imprint.fingerprint else {}
    ledger = f"ledger of trial {imprint.trial}, {imprint.entries} entries, sha256 of its head"
    program = f"itb-trial {imprint.version}" + (f", {imprint.service_name}" if imprint.service_name.strip() else "")
    bundle.add("provenance", {
        "resourceType": "Provenance",
        "target": [bundle.to("composition")],
        "recorded": instant(imprint.made_at),
        "agent": [
            {"type": standard("provenance-participant-type", "author"), "who": named(imprint.made_by)},
            {"type": standard("provenance-participant-type", "assembler"), "who": named(program)},
        ],
        "entity": [{"role": "source", "what": {**source, "display": ledger}}],
    })  # fmt: skip


def _sections(bundle: Bundle, brief: Brief) -> Iterator[Tree]:
    """The blocks of the brief in their order, each with references to its resources."""
    yield _section(say.QUESTION, [brief.question, brief.identity.about])
    if brief.prominent:
        yield _section(say.FIRST, [fact.line for fact in brief.prominent])
    goals = [f"{row.number}. {row.words}: {row.asks}" for row in brief.goals.rows]
    yield _section(brief.goals.title, goals or [say.NO_GOALS], bundle.of_kind("goal"))
    for dose in brief.doses:
        kinds = ("dose", "observation", "news2", "rating", "words", "event")
        spoken_of = bundle.of_kind(*(f"{kind}:{dose.number}" for kind in kinds))
        yield _section(dose.title, _dose_lines(brief, dose), spoken_of)
    yield _section(brief.topics_title, [f"{topic.name}: {topic.text}" for topic in brief.topics])
    if brief.quotations:
        yield _section(say.QUOTATIONS, [f"{quoted.text} {quoted.speaker}" for quoted in brief.quotations])
    if brief.cautions:
        yield _section(say.CAUTIONS, brief.cautions)
    signed = brief.decision.every_signed
    decided = [f"{decision.title}. {label}: {text}" for decision in signed for label, text in decision.lines]
    unsigned = [] if brief.decision.signed else [say.NOT_SIGNED]
    yield _section(brief.decision.title, unsigned + decided, bundle.of_kind("provenance"))


def _dose_lines(brief: Brief, dose: DoseColumn) -> list[str]:
    results = []
    if dose in brief.goals.columns:
        place = brief.goals.columns.index(dose)
        for row in brief.goals.rows:
            cell = row.cells[place]
            parts = (cell.word, cell.reading, cell.voices, cell.agreed_then)
            results.append(f"{row.number}. {', '.join(part for part in parts if part)}")
    if dose.counts:
        results.append(f"{say.AT_A_GLANCE}: {'; '.join(count.text for count in dose.counts)}. {dose.word}")
    return [dose.happened, dose.decided, *results, *(f"{topic.name}: {topic.text}" for topic in dose.cost)]


def _section(title: str, lines: Iterable[str], entries: list[Tree] | None = None) -> Tree:
    """A heading, its lines as text, and references to its resources."""
    narrative = str(render("narrative.html", lines=[line for line in lines if line.strip()])).strip()
    section: Tree = {"title": title, "text": {"status": "additional", "div": narrative}}
    return section | ({"entry": entries} if entries else {})
