"""Names as people type them: two that differ only in capitals or in spaces name the same person or thing."""

from collections.abc import Iterable


def folded(name: str) -> str:
    """The name by which it is compared.

    >>> folded("  k  Tan ")
    'k tan'
    """
    return " ".join(name.split()).casefold()


def same_people(names: Iterable[str], others: Iterable[str]) -> bool:
    """Whether anybody is named on both sides, or nobody on one of them."""
    these, those = set(map(folded, names)), set(map(folded, others))
    return not (these and those) or bool(these & those)


def same_name(name: str, other: str) -> bool:
    """Whether both name the same person or thing."""
    return folded(name) == folded(other)
