"""Rights: what a person may do now, from sign-in and roles file; and a store that refuses them everything else."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from trial.actions.act import Facts
from trial.errors import InvalidInput, NotAllowedNow, refusal
from trial.files.roles import read_roles
from trial.ledger.entries import SERVICE, Entry, Fact, Signed
from trial.ledger.facts import Trial
from trial.rules.roles import ALL, NONE, Recorder, Right, Rights, Roles, lacks, needs, rights_of
from trial.settings import settings
from trial.store import Store

P = ParamSpec("P")
Answer = TypeVar("Answer")
_read = lru_cache(maxsize=1)(read_roles)  # the file is read at every act, and parsed only when it has changed


def rights_now(recorder: Recorder) -> Rights:
    """Return the rights that somebody has at this moment; a changed roles file counts from the next act on.

    Raises NotAllowedNow while the roles file cannot be read, for everybody whose rights depend on it.
    """
    settings()  # an invalid setting is refused as itself, not as a fault of the roles file
    try:
        return rights_of(recorder, None if recorder.comes_by == "this_computer" else roles_now())
    except InvalidInput as broken:
        raise NotAllowedNow(f"Nobody may do anything until the roles file is mended. {broken}") from None


def check_may(recorder: Recorder, right: Right) -> None:
    """Raise NotAllowedNow for somebody without this right at this moment."""
    held = rights_now(recorder)
    if right not in held:
        raise NotAllowedNow(lacks(right if held else "review"))


def roles_now() -> Roles | None:
    """Return the roles of the file that the settings name, None without one; raises InvalidInput for a faulty file."""
    path = settings().roles_file
    if path is None:
        return None
    try:
        return _read(path.read_bytes(), f"{path} (ITB_ROLES_FILE)")
    except OSError as error:
        raise InvalidInput(f"{path} (ITB_ROLES_FILE): {error.strerror}.") from None


def signed_in(claims: Mapping[str, Any]) -> Recorder:
    """Return the recorder whom the claims of an ID token name.

    An address that the provider has not verified is left out, and so is a name with the prefix of the shell's users.
    """
    address = str(claims.get("email") or "").strip().casefold()
    if claims.get("email_verified") in (False, "false"):
        address = ""
    claimed = (claims.get(claim) for claim in ("name", "preferred_username", "email", "sub"))
    names = (" ".join(str(name or "").split()) for name in claimed)
    own = (name for name in names if name and not name.casefold().startswith("shell:"))
    groups, roles = _listed(claims.get("groups")), _listed(claims.get("roles"))
    return Recorder(
        name=next(own, "Somebody without a name"),
        comes_by="sign_in",
        subject=f"{claims.get('iss', '')} {claims.get('sub') or address}",
        address=address,
        groups=groups | roles,
        words=ALL & roles,
    )


def _listed(claim: Any) -> frozenset[str]:
    """Return the texts of a claim that is one text or a list."""
    listed = claim if isinstance(claim, list | tuple) else (claim,)
    return frozenset(text for text in listed if isinstance(text, str) and text)


def rights_or_none(recorder: Recorder) -> Rights:
    """Return somebody's rights as `rights_now` does, but none instead of an error."""
    try:
        return rights_now(recorder)
    except NotAllowedNow:
        return NONE


def _needing(
    right: Right, method: Callable[Concatenate[Store, P], Answer]
) -> Callable[Concatenate["Permitted", P], Answer]:
    """Return this method of a store with a check: of the right, and of `by` where it takes one (the own name)."""

    def permitted(self: "Permitted", /, *args: P.args, **kwargs: P.kwargs) -> Answer:
        if "by" in kwargs:
            self._check_name(str(kwargs["by"]))
        check_may(self.recorder, right)
        return cast(Answer, getattr(self._store, method.__name__)(*args, **kwargs))

    return permitted


class Permitted(Store):
    """A store as one person may use it: each method checks their rights as they are at that moment.

    It has no database of its own, so a method of Store that is not passed on here cannot be used.
    """

    def __init__(self, store: Store, recorder: Recorder) -> None:
        self._store, self.recorder = store, recorder

    trial = _needing("review", Store.trial)
    head = _needing("review", Store.head)
    facts = _needing("review", Store.facts)
    trials = _needing("review", Store.trials)
    meetings = _needing("review", Store.meetings)
    worklist = _needing("review", Store.worklist)
    under_way = _needing("review", Store.under_way)
    of_states = _needing("review", Store.of_states)
    recorders_since = _needing("review", Store.recorders_since)
    secret = _needing("review", Store.secret)  # it signs passes, which give no right: they are looked up at each use
    rebuild_worklist = _needing("administer", Store.rebuild_worklist)
    verify = _needing("administer", Store.verify)
    newest = _needing("administer", Store.newest)
    statistics = _needing("administer", Store.statistics)
    raw = _needing("administer", Store.raw)
    load = _needing("administer", Store.load)
    erase = _needing("administer", Store.erase)

    def append(
        self,
        trial: str,
        make: Callable[[Trial | None], Facts],
        *,
        at: datetime,
        by: str,
        noting: Fact | None = None,
        is_long: bool = False,
    ) -> Trial | None:
        check_may(self.recorder, "review")
        self._check_name(by)

        def permitted(now: Trial | None) -> Facts:
            facts = make(now)
            for fact in (*facts, noting) if facts and noting else facts:
                self._check_fact(fact)
            return facts

        return self._store.append(trial, permitted, at=at, by=by, noting=noting, is_long=is_long)

    def note(self, fact: Fact, *, at: datetime, by: str) -> None:
        self._check_name(by)
        self._check_fact(fact)
        self._store.note(fact, at=at, by=by)

    def entries(self, stream: str, after: int = 0) -> Iterator[Entry]:
        check_may(self.recorder, "administer" if stream == SERVICE else "review")
        return self._store.entries(stream, after)

    def close(self) -> None:
        self._store.close()

    def _check_fact(self, fact: Fact) -> None:
        right = needs(fact)
        if right is None:
            raise NotAllowedNow(refusal("written_by_the_service"))
        check_may(self.recorder, right)
        if isinstance(fact, Signed) and not fact.imported and fact.decision.signed_by != self.recorder.name:
            raise NotAllowedNow(refusal("signed_under_another_name"))

    def _check_name(self, by: str) -> None:
        if by != self.recorder.name:
            raise NotAllowedNow(refusal("written_under_another_name"))


def check_right(store: Store, right: Right) -> None:
    """Raise NotAllowedNow if this store is somebody's who lacks the right; one that is nobody's refuses nothing."""
    if isinstance(store, Permitted):
        check_may(store.recorder, right)
