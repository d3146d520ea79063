"""Comparison of typed names: capitals and spaces make no difference."""

from collections.abc import Iterable


def folded(name: str) -> str:
    """Return the form of a name that is compared.

    >>> folded("  k  Tan ")
    'k tan'
    """
    return " ".join(name.split()).casefold()


def same_people(names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether the two groups share a name, or one of them is empty."""
    these, those = set(map(folded, names)), set(map(folded, others))
    return not (these and those) or bool(these & those)


def same_name(name: str, other: str) -> bool:
    """Whether both name the same person or thing."""
    return folded(name) == folded(other)
