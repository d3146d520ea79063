"""What people typed, on its way into a label that Streamlit reads as Markdown."""

MARKS = frozenset(r"\`*_{}[]()#+-.!~$:|<>&")


def plain(text: str) -> str:
    """Text as it is, on one line, with nothing in it read as Markdown.

    >>> print(plain("*Ann*"))
    \\*Ann\\*
    """
    return "".join(f"\\{one}" if one in MARKS else one for one in " ".join(text.split()))
