"""The way to phones: one push for each delivery, and one that its owner asked for to try it.

Real push services are best-effort: a page that is open is the quick way, and the inbox the truth.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from peermap_app import logs
from peermap_app.bootstrap import House
from peermap_app.notify.channel import Gone, Later, Sent
from peermap_app.services import push_sending, web_push
from peermap_app.services.handing_over import InHand
from peermap_app.services.push_sending import Held, Outgoing

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from peermap_app.notify.push_service import Answer

POLL_SECONDS = 1.0
"""How late a push goes out that somebody asked for to try a phone."""
DEAD = (404, 410)
"""There is no such phone any more (RFC 8030, 7.3)."""
TOOK = range(200, 300)


class Service(Protocol):
    """Hands over one push: `notify.push_service.PushService`."""

    async def post(self, to: Outgoing, said: str, now: datetime, *, urgent: bool) -> Answer:
        """What the push service answered."""

    async def aclose(self) -> None:
        """Give its connections back."""


class ToPhones:
    """`notify.channel.Way`: to each phone of a worker that said yes, in parallel.

    Args:
        service: what hands over; made for the house at the first push when left out.
    """

    at_once = 100
    claim_lasts = timedelta(seconds=90)
    says_nothing = False
    hands = 4

    def __init__(self, service: Service | None = None) -> None:
        self._service = service
        self._making, self._noting = asyncio.Lock(), asyncio.Lock()
        self._notes: list[tuple[str, bool]] = []

    async def devices(
        self, house: House, session: AsyncSession, worker_ids: Sequence[str]
    ) -> Mapping[str, Sequence[str]]:
        """The phones of each worker that take pushes now."""
        return await push_sending.phones_of(session, worker_ids)

    async def send(self, house: House, delivery: InHand) -> Sent | Gone | Later:
        """One push for one delivery; quiet hours hold back what is not *now*."""
        return await self.push(house, delivery.device, delivery.id, delivery.urgency or "")

    async def push(
        self, house: House, phone_id: str, pushed_id: str, urgency: str | None
    ) -> Sent | Gone | Later:
        """One push, whatever it is for. `urgency` None: its owner asked for it."""
        to = await push_sending.where(house, phone_id, urgency)
        if isinstance(to, Held):
            return Later(to.wait)
        if not isinstance(to, Outgoing):
            return Gone(to)
        said = push_sending.reference(house.keys, pushed_id)
        service = await self._of(house)
        answer = await service.post(to, said, house.clock(), urgent=urgency in (None, "now"))
        return await self._heard(house, phone_id, to, answer)

    async def _heard(
        self, house: House, phone_id: str, to: Outgoing, answer: Answer
    ) -> Sent | Gone | Later:
        if answer.status in TOOK:
            await self._note(house, phone_id, taken=True)
            return Sent()
        if answer.status in DEAD:
            await push_sending.gone(house, phone_id, to.address)
            return Gone()
        await self._note(house, phone_id, taken=False)
        return Later(answer.wait, problem=f"push_{answer.status // 100}xx")

    async def _note(self, house: House, phone_id: str, *, taken: bool) -> None:
        """Write what a push service said. What others say while one writes is written together: a
        thousand pushes must not take a thousand turns of the database's writer."""
        self._notes.append((phone_id, taken))
        async with self._noting:
            heard, self._notes = self._notes, []
            if heard:
                await push_sending.noted(house, heard)

    async def _of(self, house: House) -> Service:
        """Made when there is something to push: what it needs takes a third of a second to load."""
        async with self._making:
            if self._service is None:
                module = await asyncio.to_thread(
                    importlib.import_module, "peermap_app.notify.push_service"
                )
                key, contact = web_push.key_of(house).private, house.settings.push.contact
                hosts = house.settings.push.hosts
                self._service = module.PushService(key, contact, within=hosts)
            return self._service

    async def aclose(self) -> None:
        """Give its connections back; another push makes new ones."""
        service, self._service = self._service, None
        if service is not None:
            await service.aclose()


PHONES = ToPhones()
"""That of this process."""


async def try_out(house: House, way: ToPhones = PHONES) -> int:
    """Push to the phones that their owners want to try; gives how many were handed over."""
    due = await push_sending.tries_due(house)
    answers = await asyncio.gather(*(way.push(house, *one, None) for one in due))
    return sum(isinstance(answer, Sent) for answer in answers)


async def run(house: House, stop: asyncio.Event, way: ToPhones = PHONES) -> None:
    """Try phones until `stop` is set, looking every second; then give connections back."""
    await _say_if_asleep(house)
    while not stop.is_set():
        try:
            await try_out(house, way)
        except Exception as problem:
            # The database may be away for a while: what is due stays due, so go on looking.
            logs.note(problem, logs.Word.PUSH_TESTS_UNREAD)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), POLL_SECONDS)
    await way.aclose()


async def _say_if_asleep(house: House) -> None:
    """Phones that were added under another key take nothing: an operator must know."""
    try:
        if asleep := await web_push.phones_of_another_key(house):
            logs.warn(logs.Word.PUSH_KEY_CHANGED, count=asleep)
    except Exception as problem:
        logs.note(problem, logs.Word.PUSH_TESTS_UNREAD)
