"""Hands over deliveries of one channel: claims, asks whether each still holds, sends, settles.

A process that dies in the middle leaves its claim, which runs out: another takes what was in its
hands. So nothing is lost; what was handed over twice says the same, and a page that heard it twice
shows it once.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from peermap_app import logs
from peermap_app.bootstrap import House
from peermap_app.domain import deliveries as rules
from peermap_app.domain.deliveries import Channel, State
from peermap_app.notify.channels import CHANNELS, Gone, Later, Sent, Way
from peermap_app.services import handing_over
from peermap_app.services.handing_over import InHand, Settled, Verdict

JUST_NOW = timedelta(seconds=2)
"""Whoever was woken by a flag and comes later than this to tell of it asks first."""


def idle() -> None:
    """Nobody else is wanted."""


async def deliver(
    house: House,
    channel: Channel,
    channels: Mapping[Channel, Way] = CHANNELS,
    more: Callable[[], None] = idle,
) -> int:
    """Hand over all that is due by one channel; gives how many went out.

    `more`: is called where it took all that it may, so that another can take what is left.
    """
    way, sent = channels[channel], 0
    while True:
        name = secrets.token_hex(8)
        several = await handing_over.claim(house, channel, name, way.claim_lasts, way.at_once)
        if not several:
            return sent
        if len(several) == way.at_once:
            more()
        sent += await hand_over(house, way, name, several)
        if len(several) < way.at_once:
            return sent


async def hand_over(
    house: House, way: Way, name: str, several: Sequence[InHand], first: float | None = None
) -> int:
    """Hand over what is claimed under `name`; gives how many went out.

    `first`: seconds that are left to whoever is told at once; None: nobody is, all is asked first.
    """
    at_once = [one for one in several if first is not None and _at_once(house, way, one)]
    answers = await _sent(house, way, at_once)
    if at_once:
        await asyncio.sleep(first or 0.0)
    async with house.asking:
        judged = await handing_over.checked(house, several)
    to_send = [one for one, verdict in judged if verdict is Verdict.SEND]
    answers |= await _sent(house, way, [one for one in to_send if one.id not in answers])
    ends = {Verdict.DROP: State.DROPPED, Verdict.SPARE: State.SPARED}
    settled = [
        Settled(one.id, one.alert_id, end, tells=end is State.DROPPED)
        for one, end in ((one, ends.get(verdict)) for one, verdict in judged)
        if end is not None
    ]
    now = house.clock()  # of all of them: what has one moment is written in one piece
    settled += [_settled(one, answers[one.id], now) for one in to_send]
    await handing_over.settle(house, name, settled)
    return sum(isinstance(answers[one.id], Sent) for one in to_send)


def _at_once(house: House, way: Way, one: InHand) -> bool:
    """Whether it need not be asked first. Its flag's own transaction asked a moment ago, and who is
    told "look" reads under their own right: the open page does not wait for a third time."""
    return way.says_nothing and one.made > house.clock() - JUST_NOW


async def _sent(
    house: House, way: Way, several: Sequence[InHand]
) -> dict[str, Sent | Gone | Later]:
    answers = await asyncio.gather(*(_send(house, way, one) for one in several))
    return {one.id: answer for one, answer in zip(several, answers, strict=True)}


async def _send(house: House, way: Way, one: InHand) -> Sent | Gone | Later:
    try:
        return await way.send(house, one)
    except Exception as problem:
        # Whatever it was (a Redis that is away, a socket that broke), it stays due.
        logs.note(problem, logs.Word.DELIVERY_FAILED)
        return Later(problem="fault")


def _settled(one: InHand, answer: Sent | Gone | Later, now: datetime) -> Settled:
    if isinstance(answer, Sent):
        due = rules.next_look(one.channel, one.tries, now)
        # Pages are told as the flag is made, under its maker's eyes; what goes out later shows.
        tells = one.channel is not Channel.PAGE
        return Settled(one.id, one.alert_id, State.SENT, due, tells=tells)
    if isinstance(answer, Gone):
        return Settled(one.id, one.alert_id, State.FAILED, problem=answer.problem, tells=True)
    due = rules.next_try(one.channel, one.tries, made=one.made, now=now, wait=answer.wait)
    if not answer.problem:
        due = now + (answer.wait or rules.LEAST_WAIT)
        return Settled(one.id, one.alert_id, State.QUEUED, due, uncounted=True)
    if due is None:
        return Settled(one.id, one.alert_id, State.FAILED, problem=answer.problem, tells=True)
    return Settled(one.id, one.alert_id, State.QUEUED, due, answer.problem)
