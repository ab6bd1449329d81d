"""A person changes their own password: the old one is asked for, and tries are slowed down."""

from __future__ import annotations

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Invalid
from peermap_app.services import passwords, sessions
from peermap_app.services.slowly import slowly
from peermap_app.services.unit import Unit, Who, reading, unit
from peermap_app.storage import accounts as stored
from peermap_app.storage.tables import Worker

_BY_OWNER = "own_password"


async def may_change(house: House, who: Who) -> None:
    """Whether somebody is signed in who has a password of their own. NotAllowed otherwise."""
    async with unit(house, who, Action.CHANGE_PASSWORD, reason="page"):
        pass


async def change(house: House, who: Who, old: object, fresh: object) -> None:
    """Set a new password; this session goes on, every other one of its owner ends.

    Raises:
        Invalid: "password_wrong" (field "old_password"), or as `passwords.parse_new`.
        TooMany: "slow_down", "busy".
        NotAllowed: nobody is signed in.
    """
    async with reading(house) as session:
        worker = await session.get(Worker, who.worker_id) if who.worker_id else None
        known = await stored.known_of(session, worker) if worker else ()
    before = worker.password_hash if worker else None
    with passwords.room():
        await slowly(house.slow, (_BY_OWNER, who.worker_id or who.address))
        right = await passwords.matches(old, before)
        # Read only after the old one: whoever found an open phone is told nothing by the new one.
        hashed = await passwords.hashed(await passwords.parse_new(fresh, *known)) if right else None
    async with unit(house, who, Action.CHANGE_PASSWORD) as u:
        held = await u.session.get(Worker, who.worker_id)
        if held is not None:  # two changes at once follow one another
            await u.session.refresh(held, with_for_update=True)
        if hashed is None or held is None or held.password_hash != before:
            raise Invalid("password_wrong", field="old_password")
        ended = await set_hash(u, held, hashed, but=who.session_id)
    await house.slow.clear(_BY_OWNER, str(who.worker_id))
    await sessions.after_end(house, str(who.worker_id), ended)


async def set_hash(
    u: Unit, worker: Worker, hashed: str, *, but: str | None = None
) -> tuple[str, ...]:
    """Write the hash of a new password and end the owner's sessions, `but` one; gives their ids."""
    worker.password_hash = hashed
    u.session.add(worker)
    return await stored.end_sessions(u.session, worker.id, u.now, but=but)
