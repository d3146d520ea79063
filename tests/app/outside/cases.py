"""What the tests from outside share: the example of the contract, changed in one place, and what a command answers."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]

Tree = dict[str, Any]

RECORDS = Path(__file__).parent / "records"
EXAMPLE = (RECORDS / "example.json").read_text()
"""The example of the contract, word for word."""
EVERY_KEY = (RECORDS / "every_key.json").read_bytes()
"""A record with something at every key that there is."""
READING: Tree = {
    "slot": "+1h",
    "taken_at": "2026-11-18T10:40:00+00:00",
    "scale": "modified_ashworth",
    "item": "left_hip_adductors",
    "value": "2",
    "by": "K Tan",
}
DECISION: Tree = {
    "outcome": "proceed",
    "reason": "the goals were met",
    "person_agrees": "yes",
    "signed_by": "A Rao",
    "signed_at": "2026-11-20T10:00:00+00:00",
}
SECOND: Tree = {"number": 2, "micrograms": 75, "given_at": "2026-11-20T09:40:00+00:00"}


@dataclass
class Answer:
    """What one command did."""

    code: int
    out: bytes
    error: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def sentence(self) -> str:
        """The one sentence of a refusal: nothing on standard output, one line on standard error, nothing else."""
        assert self.out == b""
        (line,) = self.error.splitlines()
        assert line.endswith((".", "?", "_ -"))
        return line


Run = Callable[..., Answer]
Filed = Callable[..., Path]


def state(run: Run) -> tuple[str, bytes]:
    """What must be the same after a refusal."""
    return run("verify").text, run("list", "--json").out


def example() -> Tree:
    return json.loads(EXAMPLE)  # type: ignore[no-any-return]


def put(path: str, value: Any, tree: Tree | None = None) -> Tree:
    """The example with one place set; `+` adds to a list, and a value that is `...` takes the key away."""
    tree = copy.deepcopy(tree) if tree else example()
    *before, last = [int(part) if part.isdecimal() else part for part in path.split("/")]
    node: Any = tree
    for part in before:
        node = node[part]
    if value is ...:
        del node[last]
    elif last == "+":
        node.append(value)
    else:
        node[last] = value
    return tree


def dosed(**changes: Any) -> Tree:
    tree = example()
    tree["doses"][0] |= changes
    return tree


def read(**changes: Any) -> Tree:
    """The example with one reading more."""
    reading = {key: value for key, value in (READING | changes).items() if value is not ...}
    return put("doses/0/readings/+", reading)


def spelled(old: str, new: str) -> bytes:
    assert old in EXAMPLE
    return EXAMPLE.replace(old, new, 1).encode()


def schema_of(run: Run) -> tuple[Tree, jsonschema.Draft202012Validator]:
    """The schema that the command prints, and what holds a record against it."""
    return _checked(run("schema").out)


@cache
def _checked(printed: bytes) -> tuple[Tree, jsonschema.Draft202012Validator]:
    schema = json.loads(printed)
    jsonschema.Draft202012Validator.check_schema(schema)
    return schema, jsonschema.Draft202012Validator(schema)
