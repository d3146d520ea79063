"""Pieces of text on the page: escaped, in their lines, cut on paper where a place has only so many."""

from html import escape

from trial.meaning.glance import loud_part

MARKS = {"met": "full", "kept": "full", "partly_met": "half", "not_met": "empty", "not_assessed": "dash"}
"""Squares by filling; circles are kept for charts. LOST is a word in white on black and has no square."""


def plain(text: str) -> str:
    """Escaped, new lines kept.

    >>> plain("<b>")
    '&lt;b&gt;'
    """
    return escape(text).replace("\n", "<br>")


def cut(text: str, lines: int, tag: str = "span") -> str:
    """A text that takes at most so many lines on paper; on screen it stands in full."""
    return f'<{tag} class="cut" style="--n:{lines}">{plain(text)}</{tag}>'


def grouped(fingerprint: str) -> str:
    """
    >>> grouped("9f3c61ab04de7712")
    '9f3c61ab 04de7712'
    """
    return " ".join(fingerprint[start : start + 8] for start in range(0, len(fingerprint), 8))


def counted(line: str) -> str:
    """Counts, with what was lost or kept in bold."""
    loud, rest = loud_part(line)
    return f"<b>{escape(loud)}</b>{escape(rest)}" if loud else escape(rest)
