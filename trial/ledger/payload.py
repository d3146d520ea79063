"""A fact as the text that is kept and hashed, and back: identity and free text are sealed on the way.

The facts say which fields are sealed, and since which version (`Text`, `Text2`, `Born`). The payload holds
sha256(salt + text); salt and text go into the `sealed` rows, which may be deleted. A default that says something is
written out, so that a later default never rewrites the past; an empty one is left out.
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
"""What a text reads that had to be there and was erased; any other reads as if it had never been written."""
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
"""How the words of an event began, up to version 2, that says that a medicine was given."""


class _Field(NamedTuple):
    inside: type | Sealing | None  # the dataclass it holds, one or many; or how it is sealed; or neither
    default: Any  # as JSON; MISSING where a value must be given


def _with_medicine(data: dict[str, Any], unseal: OnText) -> dict[str, Any]:
    """An event with its medicine in a field of its own, which version 2 wrote at the beginning of its words."""
    event = data.get("event", {})
    words = (unseal(event["words"]) if "words" in event else None) or ""
    if event.get("kind") != "other" or not words.startswith(MEDICINE_GIVEN):
        return data
    others = {name: value for name, value in event.items() if name != "words"}
    return {**data, "event": {**others, "medicine": words.removeprefix(MEDICINE_GIVEN)}}


UPCASTERS: tuple[Callable[[dict[str, Any], OnText], dict[str, Any]], ...] = (lambda data, _: data, _with_medicine)
"""The n-th turns what version n wrote into what version n + 1 would have. Payloads themselves are never rewritten.

Version 2 only seals more texts than version 1 did. A text that is sealed can be read by the function that is passed.
"""
_Place = tuple[dict[str, Any], str, Any, _Field]
"""The dictionary that a value is in, its name there, the value, and its field."""


def encode(fact: Fact, seal: Callable[[str], str]) -> tuple[str, Fact]:
    """The payload of a fact, and the fact as it will be read; `seal` answers the hash that stands for a text.

    Raises InvalidInput for a fact that cannot be kept.
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
        raise InvalidInput(f"This cannot be kept: {_first(error)}.") from None
    if _replace_texts(places, seal):
        written = _json(data)
    return f'{{"v":{VERSION},{written[1:]}', read


def decode(payload: str, unseal: OnText) -> Fact:
    """What a payload says; `unseal` answers a text by its hash, or None once it is erased.

    Raises LedgerBroken for what is no payload of ours, StoreUnavailable for one of a newer version.
    """
    present = PRESENT.match(payload)
    if present and not HASHED.search(payload):  # most entries; bench row replay takes a third more without this
        validator = adapter(KINDS[present[2]]).validator
        try:
            return validator.validate_json("{" + payload[present.start(1) :])  # type: ignore[no-any-return]
        except ValidationError:
            pass  # the reason is given below
    try:
        data = json.loads(payload)
        version, kind_name = data.pop("v"), data["kind"]
        is_newer = version > VERSION or kind_name not in KINDS
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
        raise LedgerBroken(f"An entry of the kind {kind.__name__} cannot be read: {_first(error)}.") from None


def seal_hash(salt: str, text: str) -> str:
    """What stands in an entry for a sealed text."""
    return sha256((salt + text).encode()).hexdigest()


def erased(value: T) -> T:
    """The same record or trial without its sealed texts: what replay would make of the entries once they are gone."""
    kind: type = type(value)
    data = adapter(kind).dump_python(value, mode="json")
    _replace_texts(_places(data, kind), lambda _: None)
    return adapter(kind).validate_python(data)  # type: ignore[no-any-return]


def _places(data: dict[str, Any], cls: type) -> Iterator[_Place]:
    """Every value in a fact and in what it holds."""
    known = _fields(cls)
    for name, value in [*data.items()]:
        if (field := known.get(name)) is None:
            continue  # the validator refuses it
        if value and isinstance(field.inside, type):
            for part in value if isinstance(value, list) else [value]:
                yield from _places(part, field.inside)
        else:
            yield data, name, value, field


def _replace_texts(places: Iterable[_Place], on_text: OnText, version: int = VERSION) -> bool:
    """Pass every text that this version seals and that is not empty through `on_text`, in place; None takes it away.

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
    """What pydantic makes of a fact, or of a type built of facts: read, written, described."""
    return TypeAdapter(cls)


def _first(error: ValidationError) -> str:
    """Where and why, without the value: it may be a patient's."""
    first = error.errors(include_input=False, include_url=False)[0]
    return f"{'.'.join(str(part) for part in first['loc']) or 'all of it'}: {first['msg']}"
