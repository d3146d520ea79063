"""How easily a text reads: its Flesch-Kincaid grade, the American school year that would read it."""

import re
from collections.abc import Iterable

import readability

WORD, SENTENCE_END = re.compile(r"[^\W\d_](?:[\w’'-]*[^\W\d_])?"), re.compile(r"[.!?]+(?:\W|$)")
AGE_OF_GRADE = 5
"""Years to add to a grade for the age of its reader."""


def reading_grade(lines: Iterable[str]) -> float | None:
    """Return the grade of these lines; None without a word. Syllables are estimated from the spelling.

    >>> reading_grade(["You can walk."]) < reading_grade(["Ambulation capability demonstrated improvement."])
    True
    """
    parts = (WORD.findall(part) for line in lines for part in SENTENCE_END.split(line))
    sentences = "\n".join(f"{' '.join(words)} ." for words in parts if words)
    return float(readability.getmeasures(sentences, lang="en")["readability grades"]["Kincaid"]) if sentences else None


def reading_ease_text(grade: float | None) -> str:
    """How a grade is said in the editor."""
    if grade is None:
        return ""
    age = max(grade, 0) + AGE_OF_GRADE
    return f"Reading ease: grade {max(grade, 0):.1f} (Flesch-Kincaid), for a reader of about {age:.0f} years."
