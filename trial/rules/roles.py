"""Who may do what: the rights, which one each kind of entry needs, and what a sign-in or a roles file gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from trial.errors import Refusal, refusal
from trial.ledger import entries
from trial.ledger.entries import Fact, Maintenance, Noted

Right = Literal["enter", "review", "sign", "administer"]
Rights = frozenset[Right]
ALL: Rights = frozenset(get_args(Right))
NONE: Rights = frozenset()

NEEDS: Mapping[type, Right] = {
    **{kind: "enter" for kind in get_args(Fact) if kind is not Noted},
    entries.Signed: "sign",
    entries.DecisionReopened: "sign",
    entries.Erased: "administer",
}
"""The right that writing each kind of entry needs. Looking needs `review`, and so does taking a file away."""
NOTED_NEEDS: Mapping[str, Right] = {
    **dict.fromkeys(("trial_opened", "imported", "demonstration"), "enter"),
    "exported": "review",
    **dict.fromkeys((*get_args(Maintenance), "erased"), "administer"),
}
"""The same for the service's own chain. Sign-ins and sign-outs are noted by the server, in no person's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """A person who acts: the name that the ledger records, and the facts of the sign-in; it gives no right itself."""

    name: str
    comes_by: Literal["this_computer", "shell", "sign_in"] = "this_computer"
    subject: str = ""  # distinguishes two people of one name
    address: str = ""  # empty where the provider has not verified it
    groups: frozenset[str] = frozenset()
    words: Rights = NONE  # our own words among the roles that the provider gives

    @property
    def identity(self) -> str:
        """What distinguishes this person from every other."""
        return self.subject or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """The rights that a roles file gives; people by address in lower case, or `shell:<system user>`."""

    people: Mapping[str, Rights] = field(default_factory=dict)
    groups: Mapping[str, Rights] = field(default_factory=dict)


def rights_of(recorder: Recorder, roles: Roles | None) -> Rights:
    """What somebody may do. Without a roles file the provider's own roles count, and the shell may do everything.

    >>> sorted(rights_of(Recorder(name="K Tan", comes_by="sign_in", words=frozenset({"enter"})), None))
    ['enter', 'review']
    """
    if recorder.comes_by == "this_computer" or (recorder.comes_by == "shell" and roles is None):
        return ALL
    if roles is None:
        rights = recorder.words
    elif recorder.comes_by == "shell":
        rights = roles.people.get(recorder.name, NONE)
    else:
        own = NONE if recorder.address.startswith("shell:") else roles.people.get(recorder.address, NONE)
        rights = own.union(*(roles.groups.get(group, NONE) for group in recorder.groups))
    return rights | {"review"} if rights else NONE  # every right includes review, and no other


def needs(fact: Fact) -> Right | None:
    """The right that this entry needs; None for one that no person writes.

    An imported signature has the name of who signed it; importing it needs the right to enter.
    """
    if isinstance(fact, Noted):
        return NOTED_NEEDS.get(fact.what)
    if isinstance(fact, entries.Signed) and fact.imported:
        return "enter"
    return NEEDS.get(type(fact))


def lacks(right: Right) -> Refusal:
    """Return the refusal for a person who lacks a right."""
    return refusal("right_lacking", right=right)
