"""The ways by which an alert reaches a person. A new way plugs in as one line of `CHANNELS`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from peermap_app.bootstrap import House
from peermap_app.domain.deliveries import Channel
from peermap_app.notify.channel import Gone, Later, Sent, Way
from peermap_app.notify.mail_alerts import ByMail
from peermap_app.notify.web_push import PHONES
from peermap_app.services.handing_over import InHand

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

__all__ = ["CHANNELS", "Gone", "Later", "Registry", "Sent", "ToPages", "Way"]


class ToPages:
    """Wakes the open pages of a worker, in every process: "look", and a number."""

    at_once = 200
    claim_lasts = timedelta(seconds=30)
    says_nothing = True
    hands = 1

    async def devices(
        self, house: House, session: AsyncSession, worker_ids: Sequence[str]
    ) -> Mapping[str, Sequence[str]]:
        """Everybody may have a page open, now or later."""
        return dict.fromkeys(worker_ids, ("",))

    async def send(self, house: House, delivery: InHand) -> Sent | Gone | Later:
        """Nothing but a number goes out (rule 11): whoever hears it reads the inbox."""
        message = {"kind": "alert", "n": delivery.number}
        await house.hints.publish(f"worker:{delivery.worker_id}", message)
        return Sent()


CHANNELS: dict[Channel, Way] = {
    Channel.PAGE: ToPages(),
    Channel.PUSH: PHONES,
    Channel.MAIL: ByMail(),
}
"""Every way that this house has."""


@dataclass(frozen=True, slots=True)
class Registry:
    """`services.handing_over.Ways` out of channels."""

    channels: Mapping[Channel, Way]

    async def devices(
        self, house: House, session: AsyncSession, worker_ids: Sequence[str]
    ) -> Mapping[str, Sequence[tuple[Channel, str]]]:
        """See `Ways.devices`."""
        found: dict[str, list[tuple[Channel, str]]] = {one: [] for one in worker_ids}
        for channel, way in self.channels.items():
            reached = await way.devices(house, session, worker_ids)
            for worker_id, devices in reached.items():
                found[worker_id].extend((channel, device) for device in devices)
        return found
