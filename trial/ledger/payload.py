"""Encoding of a fact as the text that is stored and hashed, and decoding; identity and free text are sealed.

The types of the fields say which are sealed, and since which version (`Text`, `Text2`, `Born`). The payload holds
sha256(salt + text); salt and text go into the `sealed` rows, which may be deleted. Empty defaults are left out; other
defaults are written, so that changing a default does not change what older entries mean.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from hashlib import sha256
from types import UnionType
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from trial.errors import InvalidInput, LedgerBroken, StoreUnavailable
from trial.ledger.entries import Fact
from trial.ledger.facts import Sealing

ERASED = "(erased)"
"""The value of a required text after erasure; an optional one becomes its default."""
SALT_LETTERS = 32
VERSION = 3
KINDS: dict[str, type] = {
    str(field.default): kind for kind in get_args(Fact) for field in fields(kind) if field.name == "kind"
}
_json = json.JSONEncoder(separators=(",", ":")).encode
PRESENT = re.compile(rf'{{"v":{VERSION},("kind":"({"|".join(KINDS)})")')
HASHED = re.compile('"[0-9a-f]{64}"')

T = TypeVar("T")
OnText = Callable[[str], str | None]
MEDICINE_GIVEN = "Medicine given: "
"""How the words of an event began up to version 2 if they meant that a medicine was given."""


class _Field(NamedTuple):
    inside: type | Sealing | None  # the dataclass of its value or values; how it is sealed; or None
    default: Any  # as JSON; MISSING for a required field


def _with_medicine(data: dict[str, Any], unseal: OnText) -> dict[str, Any]:
    """Move the medicine of an event from its words, where version 2 wrote it, into its own field."""
    event = data.get("event", {})
    words = (unseal(event["words"]) if "words" in event else None) or ""
    if event.get("kind") != "other" or not words.startswith(MEDICINE_GIVEN):
        return data
    others = {name: value for name, value in event.items() if name != "words"}
    return {**data, "event": {**others, "medicine": words.removeprefix(MEDICINE_GIVEN)}}


UPCASTERS: tuple[Callable[[dict[str, Any], OnText], dict[str, Any]], ...] = (lambda data, _: data, _with_medicine)
"""The n-th converts data of version n to version n + 1, on reading: stored payloads are never rewritten.

Version 2 only seals more texts than version 1 did. The function that is passed returns a sealed text by its hash.
"""
_Place = tuple[dict[str, Any], str, Any, _Field]
"""A dictionary, a name in it, the value there, and the field it belongs to."""


def encode(fact: Fact, seal: Callable[[str], str]) -> tuple[str, Fact]:
    """Return the payload of a fact, and the fact as decoding will return it.

    `seal` stores a text and returns its hash. Raises InvalidInput for a fact that cannot be stored.
    """
    kind: type = type(fact)
    pydantic = adapter(kind)
    data = pydantic.serializer.to_python(fact, mode="json", warnings=False)
    places = [*_places(data, kind)]
    for place, name, value, field in places:
        if not value and value == field.default and type(value) is type(field.default):  # 0 is not None, nor False
            del place[name]
    written = _json(data)
    try:
        read: Fact = pydantic.validator.validate_json(written)  # as JSON, so that half a character shows as well
    except ValidationError as error:
        raise InvalidInput(f"This cannot be kept: {_first_error(error)}.") from None
    if _replace_texts(places, seal):
        written = _json(data)
    return f'{{"v":{VERSION},{written[1:]}', read


def decode(payload: str, unseal: OnText) -> Fact:
    """Return the fact of a payload; `unseal` returns a text by its hash, None if it was erased.

    Raises LedgerBroken for a payload that no version wrote, StoreUnavailable for one of a newer version.
    """
    present = PRESENT.match(payload)
    if present and not HASHED.search(payload):  # as in most entries; bench row replay: a third more without this
        validator = adapter(KINDS[present[2]]).validator
        try:
            return validator.validate_json("{" + payload[present.start(1) :])  # type: ignore[no-any-return]
        except ValidationError:
            pass  # the code below raises the error with its reason
    try:
        data = json.loads(payload)
        version, kind_name = data.pop("v"), data["kind"]
        is_newer = version > VERSION or kind_name not in KINDS
        if type(version) is not int or version < 1:
            raise ValueError(version)
    except (ValueError, KeyError, AttributeError, TypeError):
        raise LedgerBroken("An entry holds something that this program never wrote.") from None
    if is_newer:
        raise StoreUnavailable("This ledger was written by a newer version of the program; bring this one up to date.")
    for upcast in UPCASTERS[version - 1 :]:
        data = upcast(data, unseal)
    kind = KINDS[kind_name]
    _replace_texts(_places(data, kind), unseal, version)
    try:
        return adapter(kind).validate_python(data)  # type: ignore[no-any-return]
    except ValidationError as error:
        raise LedgerBroken(f"An entry of the kind {kind.__name__} cannot be read: {_first_error(error)}.") from None


def seal_hash(salt: str, text: str) -> str:
    """Return the hash that an entry contains in place of a sealed text."""
    return sha256((salt + text).encode()).hexdigest()


def erased(value: T) -> T:
    """Return a record or trial without its sealed texts, as replay would return it after their deletion."""
    kind: type = type(value)
    data = adapter(kind).dump_python(value, mode="json")
    _replace_texts(_places(data, kind), lambda _: None)
    return adapter(kind).validate_python(data)  # type: ignore[no-any-return]


def _places(data: dict[str, Any], cls: type) -> Iterator[_Place]:
    """Yield every value in the data of a fact, nested facts included, except nested facts themselves."""
    known = _fields(cls)
    for name, value in [*data.items()]:
        if (field := known.get(name)) is None:
            continue  # an unknown key, which the validator refuses
        if value and isinstance(field.inside, type):
            for part in value if isinstance(value, list) else [value]:
                yield from _places(part, field.inside)
        else:
            yield data, name, value, field


def _replace_texts(places: Iterable[_Place], on_text: OnText, version: int = VERSION) -> bool:
    """Replace in place every non-empty text that this version seals by what `on_text` returns; None removes it.

    Returns whether there was any.
    """
    any_sealed = False
    for data, name, value, field in places:
        if not value or not isinstance(field.inside, Sealing) or field.inside.since > version:
            continue
        any_sealed = True
        if isinstance(value, list):
            data[name] = [(on_text(text) or ERASED) if text else text for text in value]
        elif isinstance(value, dict):  # its keys are the texts
            data[name] = {text: yes for key, yes in value.items() if (text := on_text(key) if key else key) is not None}
        elif (text := on_text(value)) is not None:
            data[name] = text
        elif field.default is MISSING:
            data[name] = ERASED
        else:
            del data[name]
    return any_sealed


@cache
def _fields(cls: type) -> dict[str, _Field]:
    hints, found = get_type_hints(cls, include_extras=True), {}
    for field in fields(cls):
        default = field.default if field.default_factory is MISSING else field.default_factory()
        found[field.name] = _Field(_inside(hints[field.name]), [*default] if isinstance(default, tuple) else default)
    return found


def _inside(hint: Any) -> type | Sealing | None:
    origin = get_origin(hint)
    if origin is Annotated:
        sealing = (mark for mark in hint.__metadata__ if isinstance(mark, Sealing))
        return next(sealing, None) or _inside(get_args(hint)[0])
    if origin in (Union, UnionType, tuple, dict):
        return next((found for part in get_args(hint) if (found := _inside(part)) is not None), None)
    return hint if isinstance(hint, type) and is_dataclass(hint) else None


@cache
def adapter(cls: Any) -> TypeAdapter[Any]:
    """Return the pydantic adapter of a type of fact, or of a type composed of facts."""
    return TypeAdapter(cls)


def _first_error(error: ValidationError) -> str:
    """Return path and message of the first error, without the value: it may be a patient's."""
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'all of it'}: {first['msg']}"
