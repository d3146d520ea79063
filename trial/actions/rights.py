"""What somebody may do now: the roles file as it stands, the claims of a sign-in, a shell, or this computer alone."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from trial.errors import InvalidInput, NotAllowedNow
from trial.files.roles import read_roles
from trial.rules.roles import NONE, Recorder, Right, Rights, Roles, rights_of
from trial.settings import settings


def rights_now(recorder: Recorder) -> Rights:
    """The rights that somebody has at this moment: a roles file that changes counts from the next act on.

    Raises NotAllowedNow for everybody whom a roles file concerns while it cannot be read.
    """
    if recorder.comes_by == "this_computer" or settings().roles_file is None:
        return rights_of(recorder, None)
    try:
        return rights_of(recorder, roles_now())
    except InvalidInput as broken:
        raise NotAllowedNow(f"Nobody may do anything until the roles file is mended. {broken}") from None


def roles_now() -> Roles | None:
    """What the roles file says, None where none is named; raises InvalidInput naming what is wrong with it."""
    path = settings().roles_file
    if path is None:
        return None
    try:
        state = path.stat()
        return _read(path, state.st_mtime_ns, state.st_size, state.st_ino)
    except OSError as error:
        raise InvalidInput(f"{path} (ITB_ROLES_FILE): {error.strerror}.") from None


@lru_cache(maxsize=1)
def _read(path: Path, *_: int) -> Roles:
    """Read anew only when the file's time, size or place on the disk has changed."""
    return read_roles(path.read_bytes(), f"{path} (ITB_ROLES_FILE)")


def signed_in(claims: Mapping[str, Any]) -> Recorder:
    """Whoever the claims of an ID token name.

    An address that the provider says is not verified is none. Nobody signs in under a name that the shell writes under.
    """
    address = str(claims.get("email") or "").strip().casefold()
    if claims.get("email_verified") in (False, "false"):
        address = ""
    names = (" ".join(str(claims.get(one) or "").split()) for one in ("name", "preferred_username", "email", "sub"))
    given = {claim: _listed(claims.get(claim)) for claim in ("groups", "roles")}
    return Recorder(
        name=next((one for one in names if one and not one.casefold().startswith("shell:")), "Somebody without a name"),
        comes_by="sign_in",
        subject=f"{claims.get('iss', '')} {claims.get('sub') or address}",
        address=address,
        groups=given["groups"] | given["roles"],
        words=frozenset(one for one in get_args(Right) if one in given["roles"]),
    )


def shell(user: str) -> Recorder:
    """Whoever acts from a shell, `shell:<system user>`."""
    return Recorder(name=user, comes_by="shell")


def with_known_groups(recorder: Recorder) -> Recorder:
    """The same without the groups that give no right here: a provider may name hundreds of them."""
    known = roles_now() if recorder.groups else None
    return replace(recorder, groups=recorder.groups & known.groups.keys() if known else frozenset())


def _listed(claim: Any) -> frozenset[str]:
    """A claim that may be one word or many."""
    many = claim if isinstance(claim, list | tuple) else (claim,)
    return frozenset(one for one in many if isinstance(one, str) and one)


def given(recorder: Recorder) -> Rights:
    """What somebody may do now, without refusing anything: none while the roles file cannot be read."""
    try:
        return rights_now(recorder)
    except NotAllowedNow:
        return NONE
