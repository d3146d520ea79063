"""Sentences as templates, one for each kind, with placeholders for its values, each with its wording after a colon."""

import tomllib
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Any

from trial.meaning.limits import LIMITS
from trial.wording.words import count_text, number_text


class Templates(Formatter):
    """The sentences of the TOML file beside a module, and the functions that make those which choose their words.

    `wordings`: what is allowed after a colon. Two more take words of their own: `{readings:count reading}`,
    `{reason:or no reason recorded}`.
    """

    def __init__(
        self, module: str, wordings: Mapping[str, Callable[[Any], str]], **functions: Callable[..., str]
    ) -> None:
        written = tomllib.loads(Path(module).with_suffix(".toml").read_text(encoding="utf-8"))
        self.sentences: Mapping[str, str | Callable[..., str]] = {**written, **functions}
        self._wordings = wordings

    def say(self, kind: str, values: Mapping[str, Any]) -> str:
        """The sentence of this kind with its values."""
        sentence = self.sentences[kind]
        return sentence(**values) if callable(sentence) else self.vformat(sentence, (), {"limits": LIMITS, **values})

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec in self._wordings:
            return self._wordings[format_spec](value)
        how, _, words = format_spec.partition(" ")
        if how == "count":
            return count_text(value, words)
        if how == "or":
            return str(value or words)
        match value:
            case Decimal() if not format_spec:
                return number_text(value)
            case timedelta():
                minutes = value // timedelta(minutes=1)
                return f"{minutes} minutes" if minutes % 60 else f"{minutes // 60} hours"
            case tuple():
                return ", ".join(value)
        return format(value, format_spec)
