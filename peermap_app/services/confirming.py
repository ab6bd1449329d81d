"""Showing once more who is there, before what asks for it: see `step_up`."""

from __future__ import annotations

from dataclasses import dataclass

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Invalid, TooMany
from peermap_app.domain.factors import FactorKind, parse_typed
from peermap_app.services import factor_proofs, passwords
from peermap_app.services.factors import asker
from peermap_app.services.sign_in_steps import BY_ACCOUNT, BY_ADDRESS, right
from peermap_app.services.slowly import slowly
from peermap_app.services.unit import Who, unit
from peermap_app.storage import factors as stored
from peermap_app.storage.tables import SignInSession


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody can show: the factors that they have, and the password when they have none."""

    app: bool
    passkey: bool

    @property
    def password(self) -> bool:
        """There is no factor: the password it is."""
        return not self.app and not self.passkey


async def asked(house: House, who: Who) -> Asked:
    """What to ask somebody for."""
    async with unit(house, who, Action.SEE_FACTORS) as u:
        kinds = {one.kind for one in await stored.of_worker(u.session, (await asker(u)).id)}
    return Asked(app=FactorKind.CODE in kinds, passkey=FactorKind.PASSKEY in kinds)


async def confirm(house: House, who: Who, typed: object) -> None:
    """The code of an app, a recovery code, or the password of who has no factor.

    Raises:
        Invalid: "second_shape", "second_wrong", "second_used"; "password_wrong".
        TooMany: "slow_down" with `seconds`, by account and by address.
        NotAllowed: "signed_out".
    """
    by_password = (await asked(house, who)).password
    code = typed if by_password else await _parsed(house, who, typed)
    await _counted(house, who)
    is_theirs = by_password and await _is_password(house, who, typed)
    async with unit(house, who, Action.CONFIRM_SELF) as u:
        worker = await asker(u)
        if await stored.has_any(u.session, worker.id):
            # Asked again here: a factor may have come meanwhile, and then a password is too little.
            held = "" if by_password else str(code)
            rule = await factor_proofs.spend(house, u.session, worker.id, held, u.now)
            second = True
        elif not is_theirs:
            raise Invalid("password_wrong", field="code")
        else:
            rule, second = "password", False
        session = await u.session.get(SignInSession, who.session_id)
        if session is not None:
            session.proved_at, session.second = u.now, session.second or second
            u.session.add(session)
        u.also(Action.CONFIRM_SELF, None, detail=rule)
    await right(house, who.worker_id or "", who.address)


async def _parsed(house: House, who: Who, typed: object) -> str:
    try:
        return parse_typed(typed)
    except Invalid as odd:
        await _refused(house, who, odd)
        raise


async def _counted(house: House, who: Who) -> None:
    """Count a try before anybody knows whether it is right."""
    try:
        await slowly(house.slow, (BY_ADDRESS, who.address), (BY_ACCOUNT, who.worker_id or ""))
    except TooMany as slowed:
        await _refused(house, who, slowed)
        raise


async def _refused(house: House, who: Who, why: Invalid | TooMany) -> None:
    """Record what was refused before any unit; raises it."""
    async with unit(house, who, Action.CONFIRM_SELF):
        raise why


async def _is_password(house: House, who: Who, typed: object) -> bool:
    """Hashed outside any transaction: it takes a tenth of a second."""
    async with unit(house, who, Action.SEE_FACTORS) as u:
        password_hash = (await asker(u)).password_hash
    return await passwords.matches(typed, password_hash)
