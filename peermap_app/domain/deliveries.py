"""One delivery of one alert: to a person's open pages, to one phone of theirs, or by mail.

Its state only ever moves forward: what comes twice, late or in another order changes nothing. So a
delivery that two processes, a page and a phone tell of at once ends the same in every order.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum


class Channel(StrEnum):
    """By what an alert reaches a person."""

    PAGE = "page"
    """Their open pages, all of them together."""
    PUSH = "push"
    """One phone of theirs that said yes."""
    MAIL = "mail"


class State(StrEnum):
    """How far one delivery is, in the order in which it may move."""

    QUEUED = "queued"
    SENT = "sent"
    """Handed over; nobody has said that it arrived."""
    FAILED = "failed"
    """A dead end: it will not arrive this way."""
    SPARED = "spared"
    """Not needed any more: another way was quicker, it was seen already, or the flag is over."""
    DROPPED = "dropped"
    """What it rested on has ended, before it arrived (rule 4)."""
    DELIVERED = "delivered"
    """Acknowledged by the page that showed it, or by the phone."""
    SEEN = "seen"
    IN_TOUCH = "in_touch"


ORDER = tuple(State)
"""Whoever acknowledges knows better than we who gave up: those states stand last."""
ARRIVED = frozenset({State.DELIVERED, State.SEEN, State.IN_TOUCH})

WAITS = (2, 5, 15, 60, 300, 900)
"""Seconds before the next try after the first, second, … failure; the last one repeats."""
LEAST_WAIT = timedelta(seconds=60)
"""Until what was not to be yet is looked at again, where nobody said for how long."""
GIVES_UP = {Channel.PUSH: timedelta(hours=24), Channel.MAIL: timedelta(hours=72)}
"""A channel that still fails so long after the alert was made has failed. Pages never have: what
nobody has open waits in the inbox."""
LOOKS = (5, 30, 120, 600)
"""Seconds before pages that have acknowledged nothing are told again: a hint may have been lost on
its way, or have come to a page that slept. After the last, the page asks when it is opened."""


def rank(state: State) -> int:
    """Where a state stands in the order."""
    return ORDER.index(state)


def forward(state: State, step: State) -> State:
    """The state after a step: the further of the two. A repeat, or what comes late, is no error."""
    return max(state, step, key=rank)


def before(step: State) -> tuple[State, ...]:
    """The states that a step moves on from."""
    return ORDER[: rank(step)]


def first_due(channel: Channel, made: datetime, *, chose_mail: bool, after: timedelta) -> datetime:
    """When a delivery is first to be handed over: at once, but for a mail that nobody asked for.

    `after`: so long nothing of the alert may have arrived before that one goes (a setting).
    """
    return made if channel is not Channel.MAIL or chose_mail else made + after


def mail_needed(others: Iterable[State], *, chose_mail: bool) -> bool:
    """Whether a mail still goes out: `others` are the person's other deliveries of that alert."""
    return chose_mail or not any(state in ARRIVED for state in others)


def next_try(
    channel: Channel, tries: int, *, made: datetime, now: datetime, wait: timedelta | None = None
) -> datetime | None:
    """When to try again what failed `tries` times (1 or more); None: the channel has failed.

    Args:
        channel: by what it goes.
        tries: how often it was tried, this time counted.
        made: when the alert was made.
        now: this moment.
        wait: what the other side asked for; longer than our own wait, it counts.
    """
    lasts = GIVES_UP.get(channel)
    if lasts is not None and now - made >= lasts:
        return None
    ours = timedelta(seconds=WAITS[min(max(tries, 1), len(WAITS)) - 1])
    return now + max(ours, wait or ours)


def next_look(channel: Channel, tries: int, now: datetime) -> datetime | None:
    """When to hand over once more what nobody acknowledged; None: not by itself any more."""
    if channel is not Channel.PAGE or tries > len(LOOKS):
        return None
    return now + timedelta(seconds=LOOKS[max(tries, 1) - 1])


class Told(StrEnum):
    """How far an alert came with one person: all that whoever flagged is told of their devices."""

    ON_ITS_WAY = "on_its_way"
    SENT = "sent"
    DELIVERED = "delivered"
    UNREACHED = "unreached"
    """No way that was tried led to them."""
    NOT_TOLD = "not_told"
    """What it rested on had ended before it arrived."""


def told(states: Iterable[State], *, holds: bool) -> Told:
    """The furthest that any delivery of one alert came. `holds`: what it rests on stands now."""
    several = frozenset(states)
    if several & ARRIVED:
        return Told.DELIVERED
    if State.DROPPED in several or not holds:
        return Told.NOT_TOLD
    if State.SENT in several or not several - {State.SPARED}:
        return Told.SENT
    return Told.ON_ITS_WAY if State.QUEUED in several else Told.UNREACHED
