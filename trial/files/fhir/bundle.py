"""A bundle being filled: every resource under an address of its own, so that each reference finds its target."""

from collections.abc import Iterable
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from trial.files.fhir.codes import Tree


class Bundle:
    """Resources in order. Addresses follow from trial and key alone: the same trial gives the same ones."""

    def __init__(self, trial: str) -> None:
        self.trial = trial
        self._made: dict[str, Tree] = {}

    def add(self, key: str, resource: Tree) -> Tree:
        """Put a resource in; answers a reference to it. What is empty in it is left out."""
        self._made[key] = {"resourceType": resource["resourceType"], "id": self._id(key)} | {
            name: value for name, value in resource.items() if value not in ("", None, [], {})
        }
        return self.to(key)

    def to(self, key: str) -> Tree:
        """A reference to a resource of this bundle."""
        return {"reference": f"urn:uuid:{self._id(key)}"}

    def has(self, key: str) -> bool:
        return key in self._made

    def keys(self, prefix: str) -> Iterable[str]:
        """The keys that begin so, in the order in which they came."""
        return [key for key in self._made if key.startswith(prefix)]

    def entries(self, first: str) -> list[Tree]:
        """Every resource as an entry, the named one first."""
        order = [first, *(key for key in self._made if key != first)]
        return [{"fullUrl": f"urn:uuid:{self._id(key)}", "resource": self._made[key]} for key in order]

    def _id(self, key: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"urn:itb-trial:{self.trial}:{key}"))


def instant(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def said(text: str) -> list[Tree]:
    """A note, if there is one."""
    return [{"text": text}] if text.strip() else []


def named(name: str) -> Tree:
    """Somebody who is no resource of this bundle: a name as it was typed."""
    return {"display": name.strip() or "not recorded"}
