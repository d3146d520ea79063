"""The roles file (`ITB_ROLES_FILE`): who may do what, by signed-in address, by group, by system user."""

from typing import get_args

from trial.errors import InvalidInput
from trial.files.json_toml import decoded, parsed_toml
from trial.rules.roles import Right, Rights, Roles

RIGHTS = get_args(Right)


def read_roles(data: bytes, where: str) -> Roles:
    """What the file says; raises InvalidInput naming the file and the line or key that cannot be.

    >>> sorted(read_roles(b'[people]\\n"K.Tan@example.org" = ["enter", "sign"]', "").people["k.tan@example.org"])
    ['enter', 'sign']
    """
    tables: dict[str, dict[str, Rights]] = {"people": {}, "groups": {}}
    for name, table in parsed_toml(decoded(data, where), where).items():
        if name not in tables:
            raise InvalidInput(f"{where}: There is no table {name}; there are [people] and [groups].")
        if not isinstance(table, dict):
            raise InvalidInput(f"{where}: {name} is written as a table, [{name}].")
        for who, rights in table.items():
            if not isinstance(rights, list) or any(right not in RIGHTS for right in rights):
                allowed = ", ".join(RIGHTS)
                raise InvalidInput(f'{where}: [{name}] {who!r} takes a list of {allowed}, such as ["enter"].')
            tables[name][who] = frozenset(rights)
    return Roles(people={_address(who): rights for who, rights in tables["people"].items()}, groups=tables["groups"])


def _address(who: str) -> str:
    return who if who.startswith("shell:") else who.strip().casefold()
