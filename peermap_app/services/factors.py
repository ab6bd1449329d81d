"""One's own ways of signing in: seen, added, taken away, and new recovery codes.

Adding and taking away ask for a fresh proof first (`domain/step_up.py`): a phone that was left open
must not become somebody else's way in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, NotFound
from peermap_app.domain.factors import FactorKind, must_have, parse_name, parse_typed
from peermap_app.services import enrolment, factor_proofs
from peermap_app.services.admission import well_formed
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import accounts as accounts_store
from peermap_app.storage import factors as stored
from peermap_app.storage.factor_tables import Factor
from peermap_app.storage.tables import SignInSession, Worker


@dataclass(frozen=True, slots=True)
class FactorLine:
    """A factor as its owner sees it. `name` is what they called a passkey, "" of a code app."""

    id: str
    kind: FactorKind
    name: str
    added: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class FactorsSheet:
    """Everything that somebody signs in with beside their password."""

    lines: tuple[FactorLine, ...]
    recovery_left: int
    must: bool
    """They may not be without one."""

    @property
    def app(self) -> FactorLine | None:
        """The code app, if there is one."""
        return next((one for one in self.lines if one.kind is FactorKind.CODE), None)

    @property
    def passkeys(self) -> tuple[FactorLine, ...]:
        """The passkeys, oldest first."""
        return tuple(one for one in self.lines if one.kind is FactorKind.PASSKEY)


async def sheet(house: House, who: Who) -> FactorsSheet:
    """One's own ways of signing in."""
    async with unit(house, who, Action.SEE_FACTORS) as u:
        worker = await asker(u)
        rows = await stored.of_worker(u.session, worker.id)
        left = await stored.recovery_left(u.session, worker.id)
        must = _must(house, worker)
    return FactorsSheet(tuple(_line(house, row) for row in rows), left, must)


async def begin_app(house: House, who: Who) -> enrolment.SetUp:
    """What a new code app needs. Conflict("confirm_first") without a fresh proof."""
    async with unit(house, who, Action.ADD_FACTOR) as u:
        return await enrolment.begin(house, u.session, await asker(u), who.session_id or "")


async def confirm_app(house: House, who: Who, raw: object) -> tuple[str, ...]:
    """The new app's first code: it counts from now on, and the one before it no longer.

    Gives recovery codes when this is the first factor, none otherwise.

    Raises:
        Conflict: "confirm_first".
        Gone: "half_over" when this session began no app.
        Invalid: "second_shape", "second_wrong", "second_used".
    """
    async with unit(house, who, Action.ADD_FACTOR) as u:
        worker, typed = await asker(u), parse_typed(raw)
        codes = await enrolment.confirm(house, u.session, worker.id, who.session_id or "", typed)
        await proved(u)
        u.also(Action.ADD_FACTOR, None, detail=FactorKind.CODE.value)
        return codes


async def find(house: House, who: Who, factor_id: object) -> FactorLine:
    """One of one's own factors. NotFound("not_found") for anybody else's."""
    async with unit(house, who, Action.SEE_FACTORS) as u:
        return _line(house, await _own(u, factor_id))


async def rename(house: House, who: Who, factor_id: object, name: object) -> None:
    """Call one's own passkey otherwise.

    Raises:
        NotFound: "not_found" for anybody else's, and for what has no name.
        Invalid: as any short text (field "name").
    """
    async with unit(house, who, Action.RENAME_FACTOR) as u:
        factor = await _own(u, factor_id)
        if factor.kind != FactorKind.PASSKEY:
            raise NotFound("not_found")
        factor_proofs.rename(house.keys, factor, parse_name(name))
        u.session.add(factor)
        u.also(Action.RENAME_FACTOR, None, detail=factor.id)


async def remove(house: House, who: Who, factor_id: object) -> None:
    """Take a factor away, its secret with it; with the last one the recovery codes go too.

    Raises:
        Conflict: "confirm_first"; "factor_needed" when it is the last one of who must have one.
        NotFound: "not_found".
    """
    async with unit(house, who, Action.REMOVE_FACTOR) as u:
        worker, factor = await asker(u), await _own(u, factor_id)
        last = len(await stored.of_worker(u.session, worker.id)) == 1
        if last and _must(house, worker):
            raise Conflict("factor_needed")
        if last:
            await stored.forget_all(u.session, worker.id)
        else:
            await stored.forget(u.session, worker.id, [factor.id])
        u.also(Action.REMOVE_FACTOR, None, detail=factor.id)


async def new_codes(house: House, who: Who) -> tuple[str, ...]:
    """Ten new recovery codes; those of before are none any more.

    Raises Conflict "confirm_first", or "factor_first" for who has no factor: nothing to recover.
    """
    async with unit(house, who, Action.NEW_RECOVERY_CODES) as u:
        worker = await asker(u)
        if not await stored.has_any(u.session, worker.id):
            raise Conflict("factor_first")
        return await factor_proofs.new_recovery_codes(house, u.session, worker.id, u.now)


async def take_all_away(session: AsyncSession, worker_id: str) -> None:
    """Everything beyond a worker's password goes, in the caller's transaction.

    For whoever lost it all; the caller has asked, records it and ends the worker's sessions
    (`storage.accounts.end_sessions`). Who must have a factor sets one up at the next sign-in.
    """
    await stored.forget_all(session, worker_id)


async def proved(u: Unit, *, second: bool = True) -> None:
    """The asker's session has just shown who is there; `second`: by a second factor."""
    held = await u.session.get(SignInSession, u.who.session_id) if u.who.session_id else None
    if held is not None:
        held.second, held.proved_at = held.second or second, u.now
        if u.action is Action.UNLOCK:
            held.touched_at = u.now
        u.session.add(held)


async def asker(u: Unit) -> Worker:
    """Who asks, as a row, held: whoever adds, counts or takes away factors does it alone.

    Whoever is no worker (an operator) has no factors.
    """
    worker = await accounts_store.held(u.session, u.who.worker_id)
    if worker is None:
        raise NotFound("not_found")
    return worker


async def _own(u: Unit, factor_id: object) -> Factor:
    known = well_formed(factor_id)
    factor = await u.session.get(Factor, known) if known else None
    if factor is None or factor.worker_id != u.who.worker_id or factor.confirmed_at is None:
        raise NotFound("not_found")
    return factor


def _must(house: House, worker: Worker) -> bool:
    return must_have(Role(worker.role), everybody=house.settings.second_factor_for_all)


def _line(house: House, factor: Factor) -> FactorLine:
    return FactorLine(
        id=factor.id,
        kind=FactorKind(factor.kind),
        name=factor_proofs.opened(house.keys, factor).get("name", ""),
        added=factor.confirmed_at or factor.created_at,
        used=factor.used_at,
    )
