"""Showing once more who is there, before what asks for it: see `step_up`."""

from __future__ import annotations

from dataclasses import dataclass

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Invalid, TooMany
from peermap_app.domain.factors import FactorKind, parse_typed
from peermap_app.services import factor_proofs, passwords
from peermap_app.services.factors import asker, proved
from peermap_app.services.sign_in_steps import BY_ACCOUNT, BY_ADDRESS, right
from peermap_app.services.slowly import slowly
from peermap_app.services.unit import Who, unit
from peermap_app.storage import factors as stored


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody can show: the factors that they have, and the password when they have none."""

    app: bool
    passkey: bool

    @property
    def password(self) -> bool:
        """There is no factor: the password it is."""
        return not self.app and not self.passkey


async def asked(house: House, who: Who, action: Action = Action.SEE_FACTORS) -> Asked:
    """What to ask somebody for. `action`: UNLOCK of whoever may do nothing else now."""
    async with unit(house, who, action) as u:
        kinds = {one.kind for one in await stored.of_worker(u.session, (await asker(u)).id)}
    return Asked(app=FactorKind.CODE in kinds, passkey=FactorKind.PASSKEY in kinds)


async def confirm(
    house: House, who: Who, typed: object, action: Action = Action.CONFIRM_SELF
) -> None:
    """The code of an app, a recovery code, or the password of who has no factor.

    `action`: what it is shown for, CONFIRM_SELF or UNLOCK.

    Raises:
        Invalid: "second_shape", "second_wrong", "second_used"; "password_wrong".
        TooMany: "slow_down" with `seconds`, by account and by address.
        NotAllowed: "signed_out".
    """
    by_password = (await asked(house, who, _seen_by(action))).password
    code = typed if by_password else await _parsed(house, who, typed, action)
    await _counted(house, who, action)
    is_theirs = by_password and await _is_password(house, who, typed, action)
    async with unit(house, who, action) as u:
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
        await proved(u, second=second)
        u.also(action, None, detail=rule)
    await right(house, who.worker_id or "", who.address)


async def _parsed(house: House, who: Who, typed: object, action: Action) -> str:
    try:
        return parse_typed(typed)
    except Invalid as odd:
        await _refused(house, who, odd, action)
        raise


async def _counted(house: House, who: Who, action: Action) -> None:
    """Count a try before anybody knows whether it is right."""
    try:
        await slowly(house.slow, (BY_ADDRESS, who.address), (BY_ACCOUNT, who.worker_id or ""))
    except TooMany as slowed:
        await _refused(house, who, slowed, action)
        raise


async def _refused(house: House, who: Who, why: Invalid | TooMany, action: Action) -> None:
    """Record what was refused before any unit; raises it."""
    async with unit(house, who, action):
        raise why


async def _is_password(house: House, who: Who, typed: object, action: Action) -> bool:
    """Hashed outside any transaction: it takes a tenth of a second."""
    async with unit(house, who, _seen_by(action)) as u:
        password_hash = (await asker(u)).password_hash
    return await passwords.matches(typed, password_hash)


def _seen_by(action: Action) -> Action:
    """By which action one's own factors are read for it: a locked session has but one."""
    return action if action is Action.UNLOCK else Action.SEE_FACTORS
