"""Asking once more who is there, before what cannot be taken back (`domain/step_up.py`).

`unit` asks `check` for every action of that table, inside the transaction that does the work.
"""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.errors import Conflict
from peermap_app.domain.step_up import ASKS, FRESH_FOR
from peermap_app.services.admission import Asked, Who
from peermap_app.storage import accounts
from peermap_app.storage import factors as stored
from peermap_app.storage.tables import SignInSession


async def spend(session: AsyncSession, who: Who) -> None:
    """Use the proof up by what is done in this transaction: the next one asks again.

    Conflict("confirm_first") when another of the same session was quicker.
    """
    if who.kind == "worker" and not await accounts.spend_proof(session, who.session_id):
        raise Conflict("confirm_first")


async def check(asked: Asked) -> None:
    """Conflict("confirm_first") when a worker must show again who they are; they may then try anew.

    Whoever has a second factor shows that one; a password alone, however fresh, is not enough then.
    """
    who = asked.who
    if asked.action not in ASKS or who.kind != "worker":
        return
    held = await asked.session.get(SignInSession, who.session_id) if who.session_id else None
    if held is None or held.proved_at is None or asked.now >= held.proved_at + FRESH_FOR:
        raise Conflict("confirm_first")
    if not held.second and await stored.has_any(asked.session, held.worker_id):
        raise Conflict("confirm_first")
