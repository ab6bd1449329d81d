"""A worker's own choice to be e-mailed beside all else that tells them of alerts."""

from __future__ import annotations

from dataclasses import dataclass

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Relation, may
from peermap_app.domain.errors import Invalid
from peermap_app.services.unit import Who, reading, unit
from peermap_app.storage import deliveries as store
from peermap_app.storage.tables import Worker


@dataclass(frozen=True, slots=True)
class Mailing:
    """What is said of it on Me.

    Attributes:
        offered: this house sends mails, and the asker gets alerts.
        chosen: they are e-mailed at once, beside all else.
        minutes: after so long without anything arriving, a mail goes out whatever was chosen.
    """

    offered: bool
    chosen: bool
    minutes: int


async def mailing(house: House, who: Who) -> Mailing:
    """The asker's own choice. It is nothing of a case, and Me asks each time: not recorded."""
    minutes = int(house.settings.mail_after.total_seconds()) // 60
    gets = may(Action.CHOOSE_MAIL, role=who.role, relation=Relation.NONE)
    if not gets or who.worker_id is None or house.settings.smtp is None:
        return Mailing(offered=False, chosen=False, minutes=minutes)
    async with reading(house) as session:
        chosen = bool(await store.chose_mail(session, (who.worker_id,)))
    return Mailing(offered=True, chosen=chosen, minutes=minutes)


async def choose(house: House, who: Who, also: object) -> None:
    """Be e-mailed too, or not. The same again is no error. Raises Invalid "something_wrong"."""
    async with unit(house, who, Action.CHOOSE_MAIL) as u:
        if not isinstance(also, bool):
            raise Invalid("something_wrong")
        assert who.worker_id is not None  # the table lets workers alone choose
        await store.set_mail(u.session, who.worker_id, also=also, now=u.now)


async def address_of(house: House, worker_id: str) -> str:
    """Where a worker's mail goes; "" for an account that is closed."""
    async with reading(house) as session:
        worker = await session.get(Worker, worker_id)
        return worker.email if worker is not None and worker.active else ""
