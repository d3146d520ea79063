"""The width of text in Arial and the lines it takes, since the heights of rows have to be written into a sheet."""

LINE_HEIGHT = 1.26
"""The height of a line, relative to the font size."""
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
    thousandths = sum([_WIDTH.get(letter) or (556 if letter < "\u2000" else 1000) for letter in text])
    return thousandths * size / 1000 * (1.07 if bold else 1.02)


def lines_of(text: str, size: float, width: float, bold: bool = False) -> int:
    """How many lines a text takes in a column so many points wide.

    >>> lines_of("one two three", 10, 40)
    2
    """
    lines, space, width = 0, width_of(" ", size, bold), max(width, size)  # a line has one letter at least
    for paragraph in text.split("\n"):
        lines, used = lines + 1, width_of(paragraph, size, bold)
        if used <= width:
            continue
        used = 0.0
        for word in paragraph.split(" "):
            wide = width_of(word, size, bold)
            if used and used + space + wide > width:
                lines, used = lines + 1, wide
            else:
                used += wide + (space if used else 0.0)
            while used > width:  # a word longer than the line is broken
                lines, used = lines + 1, used - width
    return lines
