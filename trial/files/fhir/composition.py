"""The summary as a Composition, its signatures as attesters, and where it came from as a Provenance."""

from collections.abc import Iterable
from html import escape

from trial.files.fhir.bundle import Bundle, instant, named
from trial.files.fhir.codes import Tree, own, standard
from trial.files.imprint import Imprint, outcome_words, standing_decision
from trial.files.page.content import signed_text
from trial.meaning.summary import DoseSummary, Summary
from trial.wording.letter import ASKED_OF_EVERYONE, about, aim, called, dose_title, happened
from trial.wording.words import RESULT_WORDS

FINGERPRINT = "urn:itb-trial:fingerprint"


def add_composition(bundle: Bundle, summary: Summary, imprint: Imprint) -> None:
    """The go/no-go summary: final once its decision is signed, preliminary before, and then its title says DRAFT."""
    trial, decision = summary.trial, standing_decision(summary.trial)
    signed = [one for one in summary.decisions if one.signed]
    author = named(decision.signed_by if decision else imprint.made_by)
    bundle.add("composition", {
        "resourceType": "Composition",
        "identifier": {"system": FINGERPRINT, "value": summary.fingerprint} if summary.fingerprint else None,
        "status": "final" if decision else "preliminary",
        "type": own("go_no_go_summary", "Intrathecal baclofen trial, go/no-go summary"),
        "subject": bundle.to("patient"),
        "date": instant(imprint.made_at),
        "author": [author],
        "title": f"Intrathecal baclofen trial {trial.id}, go/no-go summary. {imprint.standing}",
        "attester": [
            {"mode": "professional", "time": instant(one.signed_at), "party": named(one.signed_by)}
            for one in signed if one.signed_at
        ],
        "section": [*_sections(bundle, summary, imprint)],
    })  # fmt: skip


def add_provenance(bundle: Bundle, summary: Summary, imprint: Imprint) -> None:
    """Who made this file, when, with what, from which state of the ledger."""
    source = {"identifier": {"system": FINGERPRINT, "value": summary.fingerprint}} if summary.fingerprint else {}
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


def _sections(bundle: Bundle, summary: Summary, imprint: Imprint) -> Iterable[Tree]:
    trial = summary.trial
    question = trial.plan.question or ASKED_OF_EVERYONE.format(who=called(trial.person))
    yield _section("The question", [question, about(trial.person)])
    if summary.first:
        yield _section("First", summary.first)
    goals = [f"{number}. {one.words or one.area or one.id}: {aim(one)}" for number, one in enumerate(trial.goals, 1)]
    yield _section("Goals, in the person's own order", goals or ["none agreed"], bundle, ["goal:"])
    for one in summary.doses:
        number = one.dose.number
        keys = [f"{kind}:{number}" for kind in ("dose", "observation", "news2", "rating", "words", "event")]
        yield _section(dose_title(one), _dose_lines(one, imprint), bundle, keys)
    if summary.cautions:
        yield _section("Read with care", summary.cautions)
    decision = standing_decision(summary.trial)
    lines = [f"{label}: {text}" for label, text in signed_text(decision, summary, imprint)] if decision else []
    yield _section(f"Decision: {outcome_words(decision)}", lines or ["not signed"], bundle, ["provenance"])


def _dose_lines(one: DoseSummary, imprint: Imprint) -> list[str]:
    results = [f"{result.goal.id}: {RESULT_WORDS[result.result]}. {result.headline}" for result in one.results]
    glance = (
        [f"At a glance, the team's own criteria counted: {one.glance.counts_text}. {one.glance.word}"]
        if one.glance
        else []
    )
    return [happened(one, imprint.zone), *results, *glance, *(f"{fact.topic}: {fact.text}" for fact in one.facts)]


def _section(title: str, lines: Iterable[str], bundle: Bundle | None = None, prefixes: Iterable[str] = ()) -> Tree:
    """A heading, its lines as text, and references to what it speaks of."""
    body = "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip()) or "<p>nothing recorded</p>"
    made: Tree = {
        "title": title,
        "text": {"status": "additional", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{body}</div>'},
    }
    keys = [key for prefix in prefixes for key in (bundle.keys(prefix) if bundle else ()) if _begins(key, prefix)]
    if bundle and keys:
        made["entry"] = [bundle.to(key) for key in keys]
    return made


def _begins(key: str, prefix: str) -> bool:
    """Whether a key is of this kind: dose 1 is not dose 10."""
    return prefix.endswith(":") or key == prefix or key.startswith(f"{prefix}:")
