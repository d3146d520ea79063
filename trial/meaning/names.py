"""Names as people type them: two that differ only in capitals or in spaces name the same person or thing."""


def folded(name: str) -> str:
    """The name by which it is compared.

    >>> folded("  k  Tan ")
    'k tan'
    """
    return " ".join(name.split()).casefold()


def same_name(name: str, other: str) -> bool:
    """Whether both name the same person or thing."""
    return folded(name) == folded(other)
