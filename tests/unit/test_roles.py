"""Roles: what each of them may do and may not, in the acts themselves, whatever a screen shows."""

import inspect
import os
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest

import trial.actions
from tests.refused import refused
from tests.temporary_store import TemporaryStore
from tests.unit.every_act import ACTS, BY, PLANNED, SIGNED, UNDER_WAY, service
from trial.actions import deciding, planning, rights
from trial.actions.rights import Permitted
from trial.errors import InvalidInput, NotAllowedNow
from trial.files.roles import read_roles
from trial.ledger.entries import SERVICE, Fact, Noted, Signed
from trial.ledger.facts import Decision, Person
from trial.rules.roles import ALL, NEEDS, NOTED_NEEDS, Recorder, Right, Rights, Roles, lacks, needs, rights_of
from trial.settings import settings
from trial.store import Store
from trial.wording.refusals import sentence_of

ROLES: list[set[Right]] = [set(), {"review"}, {"enter"}, {"sign"}, {"administer"}, {"enter", "sign"}]
OF_THE_DOOR = {"signed_in", "signed_out"}
ON_ANY_STORE = {"act", "rights", "sign_ins"}
"""Modules of actions that hold no act of a person: they are what acts are made of, or stand before them."""


def holding(*held: str) -> Recorder:
    return Recorder(name=BY, comes_by="sign_in", subject="provider 1", words=frozenset(held))  # type: ignore[arg-type]


@pytest.fixture
def roles_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Path]]:
    """Write the roles file of this test; each writing is seen as a change."""
    path = tmp_path / "roles.toml"
    monkeypatch.setenv("ITB_ROLES_FILE", str(path))
    settings.cache_clear()
    written = 0

    def write(text: str) -> Path:
        nonlocal written
        written += 1
        path.write_text(text, encoding="utf-8")
        os.utime(path, (written, written))
        return path

    yield write
    settings.cache_clear()


def everything(store: Store) -> list[Any]:
    return list(store.raw())


def test_every_kind_of_entry_has_a_right() -> None:
    kinds = [kind for kind in get_args(Fact) if kind is not Noted]
    assert set(kinds) == set(NEEDS)
    (what,) = (get_args(one.type) for one in fields(Noted) if one.name == "what")
    assert set(what) == set(NOTED_NEEDS) | OF_THE_DOOR


def test_every_act_on_a_store_is_in_the_table() -> None:
    found = {
        f"{module.name}.{name}"
        for module in pkgutil.iter_modules(trial.actions.__path__)
        if module.name not in ON_ANY_STORE
        for name, act in vars(import_module(f"trial.actions.{module.name}")).items()
        if inspect.isfunction(act) and act.__module__ == f"trial.actions.{module.name}" and name[0] != "_"
        if "store" in inspect.signature(act).parameters
    }
    assert found | {"act.every_row"} == set(ACTS)


@pytest.mark.parametrize("name", ACTS)
def test_each_act_is_done_by_whoever_holds_its_right_and_by_nobody_else(name: str) -> None:
    right, act = ACTS[name]
    raw = TemporaryStore() if name == "maintenance.restore" else service()
    before = everything(raw)
    allowed = [held for held in ROLES if right in held or (right == "review" and held)]
    for held in ROLES:
        if held not in allowed:
            with pytest.raises(NotAllowedNow) as found:
                act(Permitted(raw, holding(*held)))
            assert sentence_of(found.value) in {sentence_of(lacks(right)), sentence_of(lacks("review"))}
            assert everything(raw) == before
    for held in allowed if right == "review" else allowed[:1]:
        act(Permitted(raw, holding(*held)))


def test_every_method_of_a_store_asks_for_a_right() -> None:
    nobody = Permitted(service(), holding())
    moment = settings  # anything: the right is asked for before an argument is looked at
    for name, method in inspect.getmembers(Store, inspect.isfunction):
        if name.startswith("_") or name == "close":
            continue
        needed = [
            parameter
            for parameter in inspect.signature(method).parameters.values()
            if parameter.name != "self" and parameter.default is parameter.empty
        ]
        given = {one.name: BY if one.name == "by" else moment for one in needed}
        with pytest.raises(NotAllowedNow):
            getattr(nobody, name)(**given)


def test_nobody_writes_under_another_name() -> None:
    raw = service()
    before, store = everything(raw), Permitted(raw, holding("enter", "sign", "administer"))
    person = Person(identifier="TEST-9")
    for act in (
        lambda: planning.change_person(store, PLANNED, person, by="R Hale"),
        lambda: store.note(Noted(what="exported"), at=None, by="shell:root"),  # type: ignore[arg-type]
        lambda: store.erase(SIGNED, reason="x", at=None, by="R Hale"),  # type: ignore[arg-type]
        lambda: store.append(
            UNDER_WAY,
            lambda _: [Signed(decision=Decision(signed_by="R Hale"))],
            at=None,
            by=BY,  # type: ignore[arg-type]
        ),
    ):
        with refused(NotAllowedNow, match="under your own name"):
            act()
    assert everything(raw) == before


def test_only_the_service_itself_notes_a_sign_in() -> None:
    store = Permitted(service(), holding(*ALL))
    with refused(NotAllowedNow, match="by the service itself"):
        store.note(Noted(what="signed_in"), at=None, by=BY)  # type: ignore[arg-type]


def test_a_signature_that_came_with_a_file_is_recorded_and_not_signed() -> None:
    assert needs(Signed(decision=Decision(), imported=True)) == "enter"
    assert needs(Signed(decision=Decision())) == "sign"


def test_the_services_own_chain_is_for_whoever_administers() -> None:
    raw = service()
    for held in ROLES:
        if "administer" in held:
            assert next(Permitted(raw, holding(*held)).entries(SERVICE))
        else:
            with pytest.raises(NotAllowedNow):
                Permitted(raw, holding(*held)).entries(SERVICE)


def test_a_role_that_changes_counts_at_the_next_act(roles_file: Callable[[str], Path]) -> None:
    person = Recorder(name=BY, comes_by="sign_in", subject="p 1", address="k.tan@example.org")
    store = Permitted(service(), person)
    roles_file('[people]\n"K.Tan@Example.org" = ["enter"]\n')
    deciding.draft(store, UNDER_WAY, Decision(reason="so far"), by=BY)
    roles_file('[people]\n"K.Tan@Example.org" = ["sign"]\n')
    with refused(NotAllowedNow, match='"enter"'):
        deciding.draft(store, UNDER_WAY, Decision(reason="further"), by=BY)
    assert store.trial(UNDER_WAY).decisions[-1].reason == "so far"
    roles_file("[people]\n")
    with refused(NotAllowedNow, match='"review"'):
        store.trial(UNDER_WAY)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[people]\n"k.tan@example.org" = ["enter"] ["sign"]\n', "line 2"),
        ('[people]\n"k.tan@example.org" = ["enter", "all"]\n', "takes a list of enter, review, sign, administer"),
        ('[people]\n"k.tan@example.org" = "enter"\n', "takes a list of enter"),
        ('[people]\n"k.tan@example.org" = [["enter"]]\n', "takes a list of enter"),
        ('[roles]\n"k.tan@example.org" = ["enter"]\n', "no table roles"),
        ('people = "everybody"\n', "written as a table"),
    ],
)
def test_a_broken_roles_file_refuses_everybody_and_says_where(
    roles_file: Callable[[str], Path], text: str, says: str
) -> None:
    good = roles_file('[people]\n"k.tan@example.org" = ["enter"]\n"shell:root" = ["administer"]\n')
    signed_in = Recorder(name=BY, comes_by="sign_in", subject="p 1", address="k.tan@example.org")
    store = Permitted(service(), signed_in)
    assert store.trial(PLANNED)
    roles_file(text)
    for recorder in (signed_in, Recorder(name="shell:root", comes_by="shell"), holding(*ALL)):
        with refused(NotAllowedNow, match=re.escape(says)) as found:
            Permitted(service(), recorder).trial(PLANNED)
        assert good.name in sentence_of(found.value)
        assert rights.rights_or_none(recorder) == frozenset()


def test_a_roles_file_that_is_gone_or_no_text_refuses_everybody(roles_file: Callable[[str], Path]) -> None:
    path = roles_file("[people]\n")
    path.write_bytes(b"\xff\xfe\xfa")
    with refused(InvalidInput, match="not UTF-8"):
        rights.roles_now()
    path.unlink()
    with refused(NotAllowedNow, match="ITB_ROLES_FILE"):
        rights.rights_now(holding(*ALL))


def claims(**more: Any) -> dict[str, Any]:
    return {"iss": "https://id.example.org", "sub": "1", "name": "K Tan", "email": "K.Tan@example.org"} | more


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, {"enter", "review"}),
        ({"email": "k.tan@EXAMPLE.ORG"}, {"enter", "review"}),
        ({"email_verified": True}, {"enter", "review"}),
        ({"email_verified": False}, set()),
        ({"email_verified": "false"}, set()),
        ({"email": "someone@example.org"}, set()),
        ({"email": "someone@example.org", "groups": ["itb-meeting", "others"]}, {"review"}),
        ({"email": "someone@example.org", "groups": "itb-meeting"}, {"review"}),
        ({"email": "someone@example.org", "roles": ["itb-consultants"]}, {"sign", "review"}),
        ({"groups": ["itb-consultants"]}, {"enter", "sign", "review"}),
        ({"email": "someone@example.org", "roles": ["administer", "sign"]}, set()),
        ({"email": "shell:root"}, set()),
        ({"email": None, "groups": None, "roles": 7}, set()),
    ],
)
def test_a_roles_file_looks_up_addresses_and_groups(said: dict[str, Any], expected: set[str]) -> None:
    text = """
        [people]
        "K.Tan@example.org" = ["enter"]
        "shell:root" = ["enter", "administer"]
        [groups]
        itb-meeting = ["review"]
        itb-consultants = ["sign"]
    """
    assert rights_of(rights.signed_in(claims(**said)), read_roles(text.encode(), "roles.toml")) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, set()),
        ({"roles": ["enter", "porter"]}, {"enter", "review"}),
        ({"roles": "sign"}, {"sign", "review"}),
        ({"groups": ["administer"]}, set()),
    ],
)
def test_without_a_roles_file_the_providers_roles_count(said: dict[str, Any], expected: set[str]) -> None:
    assert rights_of(rights.signed_in(claims(**said)), None) == expected


def test_the_shell_may_do_everything_until_a_roles_file_says_what() -> None:
    shell, given = (
        Recorder(name="shell:root", comes_by="shell"),
        Roles(people={"shell:root": frozenset({"administer"})}),
    )
    assert rights_of(shell, None) == ALL
    assert rights_of(shell, given) == {"administer", "review"}
    assert rights_of(Recorder(name="shell:other", comes_by="shell"), given) == frozenset()


def test_this_computer_alone_may_do_everything() -> None:
    everybody: list[Rights] = [rights_of(Recorder(name="K Tan"), roles) for roles in (None, Roles())]
    assert everybody == [ALL, ALL]


def test_two_people_of_one_name_stay_two_and_nobody_is_called_as_the_shell() -> None:
    first, second = (rights.signed_in(claims(sub=sub)) for sub in "12")
    assert first.name == second.name
    assert first.identity != second.identity
    assert rights.signed_in(claims(name="shell:root")).name == "K.Tan@example.org"
    assert rights.signed_in(claims(name="Shell:root", email="")).name == "1"
