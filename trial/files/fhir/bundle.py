"""A bundle being filled: every resource under an address of its own, so that each reference finds its target."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from trial.files.fhir.codes import Tree


class Bundle:
    """Resources in order. Addresses follow from trial and key alone: the same trial gives the same ones."""

    def __init__(self, trial: str) -> None:
        self.trial = trial
        self._resources: dict[str, Tree] = {}

    def add(self, key: str, resource: Tree) -> None:
        """Add a resource, without its empty elements."""
        self._resources[key] = {"resourceType": resource["resourceType"], "id": self._id(key)} | {
            name: value for name, value in resource.items() if value not in ("", None, [], {})
        }

    def to(self, key: str) -> Tree:
        """A reference to a resource of this bundle."""
        return {"reference": f"urn:uuid:{self._id(key)}"}

    def has(self, key: str) -> bool:
        return key in self._resources

    def of_kind(self, *kinds: str) -> list[Tree]:
        """References to the resources with these keys or with keys below them: `event:1` has `event:1:0`."""
        keys = [key for kind in kinds for key in self._resources if f"{key}:".startswith(f"{kind}:")]
        return [self.to(key) for key in keys]

    def entries(self, first: str) -> list[Tree]:
        """Every resource as an entry, the named one first."""
        order = [first, *(key for key in self._resources if key != first)]
        return [{"fullUrl": f"urn:uuid:{self._id(key)}", "resource": self._resources[key]} for key in order]

    def _id(self, key: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"urn:itb-trial:{self.trial}:{key}"))


def instant(moment: datetime | None) -> str:
    """A moment as FHIR writes it; empty where there is none."""
    return moment.isoformat(timespec="seconds") if moment else ""


def note(*parts: str) -> list[Tree]:
    """What there is to note, as one annotation; none if every part is empty."""
    text = "; ".join(part for part in parts if part.strip())
    return [{"text": text}] if text else []


def named(name: str) -> Tree:
    """Somebody who is no resource of this bundle: a name as it was typed."""
    return {"display": name.strip() or "not recorded"}
