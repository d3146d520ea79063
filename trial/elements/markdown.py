"""What people typed, on its way into text that Streamlit reads as Markdown."""

MARKS = frozenset(r"\`*_{}[]()#+-.!~$:|<>&")


def escape_markdown(text: str) -> str:
    """Return the text on one line, with nothing in it read as Markdown.

    >>> print(escape_markdown("*Ann*"))
    \\*Ann\\*
    """
    return "".join(f"\\{mark}" if mark in MARKS else mark for mark in " ".join(text.split()))
