"""The go/no-go summary as one HTML file: no network, no script, two or three sheets of A4; also what Print gives.

The first sheet is the summary itself, set as large as fits; behind it the charts, then tone, words, cautions.
"""

from datetime import datetime
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from trial.brief.panels import a_page, panels_of
from trial.files.imprint import Imprint, imprint_of, shortened
from trial.files.page.behind import charts_sheet, rest_sheet
from trial.files.page.first import first_sheet
from trial.files.page.fit import fitted
from trial.files.page.words import grouped
from trial.ledger.facts import Trial
from trial.meaning.summary import Summary

STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def write_page(
    trial: Trial,
    summary: Summary,
    *,
    service_name: str,
    version: str,
    zone: ZoneInfo,
    made_at: datetime,
    made_by: str,
) -> bytes:
    """The page as UTF-8. Clock times stand in `zone`; `made_by` is who asked for the file."""
    imprint = imprint_of(trial, service_name=service_name, version=version, zone=zone, made_at=made_at, made_by=made_by)
    panels = panels_of(trial, summary)
    shown = a_page(panels)
    fit = fitted(summary, imprint, strip=bool(shown))
    first = first_sheet(fit.content, summary, imprint, shown if fit.strip else ())
    sheets = [
        f'<div class="first" style="--k:{fit.scale}">{first}</div>',
        charts_sheet(shown) if shown else "",
        rest_sheet(trial, summary, imprint, fit.cut),
    ]
    foot = _foot(imprint)
    body = "".join(f'<div class="sheet"><div class="body">{sheet}</div>{foot}</div>' for sheet in sheets if sheet)
    title = f"{imprint.standing.partition(':')[0]}, go/no-go summary, {trial.id}"
    page = (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="generator" content="itb-trial {escape(version)}">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>\n"
    )
    return page.encode()


def _foot(imprint: Imprint) -> str:
    """Below every sheet: two identifiers, DRAFT while unsigned, and where the sheet came from."""
    draft = " <b>DRAFT</b>" if imprint.standing.startswith("DRAFT") else ""
    service = f"{shortened(imprint.service_name, 30)}, " if imprint.service_name else ""
    source = f"{service}version {imprint.version}, {imprint.entries} ledger entries"
    return (
        f'<div class="foot"><p><b>{escape(imprint.identifiers)}</b>, trial {escape(imprint.trial)}{draft}</p>'
        f"<p>made {escape(imprint.made_by_whom)}</p><p>sha256 <code>{grouped(imprint.fingerprint)}</code></p>"
        f"<p>{escape(source)}</p></div>"
    )
