"""A fact as the text that is kept and hashed, and back: identity and free text are sealed on the way.

Which fields are sealed, and since which version, the facts themselves say (`Text`, `Text2`, `Born`). The payload holds
sha256(salt + text); salt and text go into the store's `sealed` rows, which may be deleted. A default that says
something (a status, the slots) is written out, so that a later default never rewrites the past; an empty one is left
out.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from hashlib import sha256
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from trial.errors import InvalidInput, LedgerBroken, StoreUnavailable
from trial.ledger.entries import Fact
from trial.ledger.facts import Sealing

ERASED = "(erased)"
"""What a text reads that had to be there and was erased; any other reads as if it had never been written."""
SALT_LETTERS = 32
VERSION = 2
UPCASTERS: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = (lambda said: said,)
"""The n-th turns what version n wrote into what version n + 1 would have. Payloads themselves are never rewritten.

Version 2 only seals more texts than version 1 did.
"""
_json = json.JSONEncoder(separators=(",", ":")).encode
BEGIN = len(f'{{"v":{VERSION},')
PRESENT = re.compile(rf'{{"v":{VERSION},"kind":"([a-z_]+)"')
HASHED = re.compile('"[0-9a-f]{64}"')
"""What most entries are, a grade tapped today: nothing to upcast, nothing to unseal, so it is read in one go."""
KINDS: dict[str, type] = {
    str(one.default): kind for kind in get_args(Fact) for one in fields(kind) if one.name == "kind"
}

Some = TypeVar("Some")
OnText = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A text that an entry holds only by its hash."""

    hash: str
    salt: str
    text: str


@dataclass(frozen=True, slots=True)
class _Field:
    inside: type | Sealing | None  # the dataclass it holds, one or many; or how it is sealed; or neither
    default: Any  # as JSON; MISSING where a value must be given


def encode(fact: Fact, salt: Callable[[], str]) -> tuple[str, list[Sealed], Fact]:
    """What is kept of a fact: its payload, and what is sealed; with the fact as it will be read.

    Raises InvalidInput for one that cannot be kept.
    """
    kind: type = type(fact)
    said = _adapter(kind).dump_python(fact, mode="json", warnings=False)
    _leave_out_empty(said, kind)
    whole = _json(said)
    try:
        read: Fact = _reader(kind)(whole)  # so that half a character shows as well
    except ValidationError as error:
        raise InvalidInput(f"This cannot be kept: {_first(error)}.") from None
    seals: list[Sealed] = []

    def seal(text: str) -> str:
        grains = salt()
        seals.append(Sealed(seal_hash(grains, text), grains, text))
        return seals[-1].hash

    _replace_texts(said, kind, seal)
    return f'{{"v":{VERSION},{(_json(said) if seals else whole)[1:]}', seals, read


def decode(payload: str, unseal: OnText) -> Fact:
    """What a payload says; `unseal` answers a text by its hash, or None once it is erased.

    Raises LedgerBroken for what is no payload of ours, StoreUnavailable for one of a newer version.
    """
    begins = PRESENT.match(payload)
    if begins is not None and (present := KINDS.get(begins[1])) is not None and HASHED.search(payload) is None:
        try:
            return _reader(present)("{" + payload[BEGIN:])  # type: ignore[no-any-return]
        except ValidationError:
            pass  # which is told below
    said, kind, version = _read(payload)
    _replace_texts(said, kind, unseal, version)
    try:
        return _adapter(kind).validate_python(said)  # type: ignore[no-any-return]
    except ValidationError as error:
        raise LedgerBroken(f"An entry of the kind {kind.__name__} cannot be read: {_first(error)}.") from None


def hashes_in(payload: str) -> Iterator[str]:
    """The hashes of all that is sealed in a payload."""
    found: list[str] = []
    said, kind, version = _read(payload)
    _replace_texts(said, kind, lambda hashed: found.append(hashed) or hashed, version)  # type: ignore[func-returns-value]
    yield from found


def seal_hash(salt: str, text: str) -> str:
    """What stands in an entry for a sealed text."""
    return sha256((salt + text).encode()).hexdigest()


def erased(value: Some) -> Some:
    """The same record or trial without its sealed texts: what replay would make of the entries once they are gone."""
    kind: type = type(value)
    adapter = _adapter(kind)
    said = adapter.dump_python(value, mode="json")
    _replace_texts(said, kind, lambda _: None)
    return adapter.validate_python(said)  # type: ignore[no-any-return]


def _read(payload: str) -> tuple[dict[str, Any], type, int]:
    try:
        said = json.loads(payload)
        version, kind = said.pop("v"), said["kind"]
    except (ValueError, KeyError, AttributeError, TypeError):
        raise LedgerBroken("An entry holds something that this program never wrote.") from None
    if version > VERSION or kind not in KINDS:
        raise StoreUnavailable("This ledger was written by a newer version of the program; bring this one up to date.")
    for upcast in UPCASTERS[version - 1 :]:
        said = upcast(said)
    return said, KINDS[kind], version


def _replace_texts(said: dict[str, Any], cls: type, on_text: OnText, version: int = VERSION) -> None:
    """Pass every text that this version seals and that is not empty through `on_text`, in place; None takes it away."""
    for name, about in _with_texts(cls):
        value = said.get(name)
        if not value:
            continue
        if isinstance(about.inside, type):
            for one in value if isinstance(value, list) else [value]:
                _replace_texts(one, about.inside, on_text, version)
        elif about.inside is None or about.inside.since > version:
            continue
        elif isinstance(value, list):
            said[name] = [(on_text(one) or ERASED) if one else one for one in value]
        elif isinstance(value, dict):  # its keys are the texts
            said[name] = {text: yes for key, yes in value.items() if (text := on_text(key) if key else key) is not None}
        elif (text := on_text(value)) is not None:
            said[name] = text
        elif about.default is MISSING:
            said[name] = ERASED
        else:
            del said[name]


def _leave_out_empty(said: dict[str, Any], cls: type) -> None:
    for name, about in _fields(cls).items():
        value = said[name]
        if isinstance(about.inside, type) and value:
            for one in value if isinstance(value, list) else [value]:
                _leave_out_empty(one, about.inside)
        elif not value and value == about.default and type(value) is type(about.default):  # 0 is not None, nor False
            del said[name]


@cache
def _fields(cls: type) -> dict[str, _Field]:
    hints = get_type_hints(cls, include_extras=True)
    return {one.name: _Field(_inside(hints[one.name]), _default(one)) for one in fields(cls)}


@cache
def _with_texts(cls: type) -> tuple[tuple[str, _Field], ...]:
    """The fields that are sealed, or may hold one that is."""
    return tuple((name, about) for name, about in _fields(cls).items() if about.inside is not None)


def _inside(hint: Any) -> type | Sealing | None:
    origin = get_origin(hint)
    if origin is Annotated:
        sealing = (one for one in hint.__metadata__ if isinstance(one, Sealing))
        return next(sealing, None) or _inside(get_args(hint)[0])
    if origin in (Union, UnionType, tuple, dict):
        return next((found for one in get_args(hint) if (found := _inside(one)) is not None), None)
    return hint if isinstance(hint, type) and is_dataclass(hint) else None


def _default(one: Any) -> Any:
    value = one.default_factory() if one.default_factory is not MISSING else one.default
    return [*value] if isinstance(value, tuple) else value


@cache
def _adapter(cls: type) -> TypeAdapter[Any]:
    return TypeAdapter(cls)


@cache
def _reader(cls: type) -> Callable[[str], Any]:
    """How JSON text is read as this kind: its validator itself, because there are hundreds to a trial."""
    return _adapter(cls).validator.validate_json


def _first(error: ValidationError) -> str:
    """Where and why, without the value: it may be a patient's."""
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'all of it'}: {first['msg']}"
