"""What pydantic finds wrong with what a file says, in a sentence; a key that lacks or is too many its caller tells."""

import json
from collections.abc import Mapping
from typing import Any

MUST_BE = {
    "string_type": "text, in quotation marks",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number",
    "tuple_type": "a list",
    "dataclass_type": "an object, in braces",
    "dict_type": "an object, in braces",
}


def fault_text(error: Mapping[str, Any], subject: str = "This") -> str:
    """Why a value cannot be.

    >>> fault_text({"type": "bool_type"}, "news2")
    'news2 must be true or false.'
    """
    kind, context = error["type"], error.get("ctx", {})
    if kind in MUST_BE:
        return f"{subject} must be {MUST_BE[kind]}."
    if kind == "literal_error":
        return f"{_shown(error['input'])} is not one of {context['expected']}."
    return f"{subject} {context['error']}." if kind == "value_error" else f"{subject}: {error['msg']}."


def _shown(given: Any) -> str:
    text = json.dumps(given, ensure_ascii=False) if isinstance(given, str | int | float | bool | None) else "This"
    return text if len(text) <= 60 else f'{text[:58]}…"'
