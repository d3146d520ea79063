"""The roles file (`ITB_ROLES_FILE`): who may do what, by signed-in address, by group, by system user."""

import tomllib
from typing import Any, get_args

from trial.errors import InvalidInput
from trial.rules.roles import Right, Rights, Roles

RIGHTS = get_args(Right)
TABLES = ("people", "groups")


def read_roles(data: bytes, where: str) -> Roles:
    """What the file says; raises InvalidInput naming the file and the line or key that cannot be.

    >>> sorted(read_roles(b'[people]\\n"K.Tan@example.org" = ["enter", "sign"]', "").people["k.tan@example.org"])
    ['enter', 'sign']
    """
    try:
        said = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise InvalidInput(f"{where}: This file is not UTF-8 text.") from None
    except (ValueError, RecursionError) as problem:  # no TOML, a number of thousands of digits, nesting without end
        raise InvalidInput(f"{where}: {problem}.") from None
    for name in said:
        if name not in TABLES:
            raise InvalidInput(f"{where}: There is no table {name}; there are [people] and [groups].")
    people, groups = (_table(said.get(name, {}), name, where) for name in TABLES)
    return Roles(people={_address(who): rights for who, rights in people.items()}, groups=groups)


def _address(who: str) -> str:
    return who if who.startswith("shell:") else who.strip().casefold()


def _table(said: Any, name: str, where: str) -> dict[str, Rights]:
    if not isinstance(said, dict):
        raise InvalidInput(f"{where}: {name} is written as a table, [{name}].")
    return {who: _rights(given, f"{where}: [{name}] {who!r}") for who, given in said.items()}


def _rights(given: Any, place: str) -> Rights:
    if not isinstance(given, list) or any(one not in RIGHTS for one in given):
        raise InvalidInput(f'{place} takes a list of {", ".join(RIGHTS)}, such as ["enter"].')
    return frozenset(given)
