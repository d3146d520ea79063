"""How wide the letters of Arial are, and how many lines a text takes on paper."""

from functools import cache

LINE = 1.26
"""The height of a line, in sizes of its letters."""
_WIDTHS = {  # of Arial, in thousandths of its size; anything else that is Latin is 556
    222: "ijl'|",
    278: " \u00a0!,./:;[]\\Itf",
    333: '()-`r"‘’“”·',
    500: "cksvxyzJ",
    584: "+<=>~−",
    667: "ABEKPSVXY&",
    722: "CDHNRUw",
    778: "GOQ",
    900: "mM%W@",
}
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}


def width_of(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is in points, a little on the safe side."""
    return sum(map(_letter, text)) * size / 1000 * (1.07 if bold else 1.02)


@cache
def _letter(letter: str) -> int:
    return _WIDTH.get(letter) or (556 if letter < "\u2000" else 1000)


def lines_of(text: str, size: float, width: float, bold: bool = False) -> int:
    """How many lines a text takes in a column so many points wide.

    >>> lines_of("one two three", 10, 40)
    2
    """
    if "\n" not in text and width_of(text, size, bold) <= width:
        return 1
    lines = 0
    for paragraph in text.split("\n"):
        lines, used = lines + 1, 0.0
        for word in paragraph.split(" "):
            wide = width_of(word, size, bold)
            space = width_of(" ", size, bold) if used else 0.0
            if used and used + space + wide > width:
                lines, used, space = lines + 1, 0.0, 0.0
            used += space + wide
            while used > width:  # a word longer than the line is broken
                lines, used = lines + 1, used - width
    return lines
