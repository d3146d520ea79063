"""When two typed names mean the same person or thing."""


def folded(name: str) -> str:
    """A name without regard to capitals and to how its words are spaced."""
    return " ".join(name.split()).casefold()


def same_name(name: str, other: str) -> bool:
    """Whether two names are the same but for capitals and spacing.

    >>> same_name("K  Tan", "k tan")
    True
    """
    return folded(name) == folded(other)
