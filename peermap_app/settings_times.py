"""How long things are kept, stand and wait: of `Settings`, `keep_for`, `reviews`, `mail_after` and

`escalation`."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from peermap_app.domain.alerting import Waits
from peermap_app.domain.endings import Periods
from peermap_app.domain.reviews import ReviewTimes, Times


class Number(Protocol):
    """Reads one setting that is a whole number; raises BadSetting for whatever is not."""

    def __call__(self, name: str, usual: int, *, least: int, most: int) -> int: ...


def periods_of(number: Number) -> Periods:
    """After how many days each kind of thing is due to be erased."""

    def days(name: str, usual: int, least: int = 1) -> int:
        return number(name, usual, least=least, most=36500)

    asks = days("PEERMAP_KEEP_ASKS_DAYS", 90, 7)
    cases = days("PEERMAP_KEEP_CLOSED_CASES_DAYS", 365), days("PEERMAP_KEEP_OLD_MAPS_DAYS", 730)
    others = days("PEERMAP_KEEP_FLAGS_DAYS", 730), days("PEERMAP_KEEP_ENDED_LINKS_DAYS", 365)
    past = days("PEERMAP_KEEP_SESSIONS_DAYS", 90), days("PEERMAP_KEEP_REASONS_DAYS", 365, 90)
    return Periods(*cases, *others, *past, days("PEERMAP_KEEP_LEAVERS_DAYS", 2190, 30), asks)


def reviews_of(number: Number) -> ReviewTimes:
    """How long each kind of thing stands, and when it is asked about."""

    def days(name: str, usual: int, most: int = 366) -> int:
        return number(name, usual, least=1, most=most)

    maps = Times(days("PEERMAP_ASK_MAPS_DAYS", 14), days("PEERMAP_REVIEW_MAPS_DAYS", 182))
    links = Times(days("PEERMAP_ASK_LINKS_DAYS", 14), days("PEERMAP_REVIEW_LINKS_DAYS", 366))
    flags = Times(days("PEERMAP_ASK_FLAGS_DAYS", 3), days("PEERMAP_REVIEW_FLAGS_DAYS", 28))
    take_up, without = days("PEERMAP_TAKE_UP_DAYS", 90, 36500), days("PEERMAP_WITHOUT_DAYS", 30, 90)
    return ReviewTimes(maps, links, flags, take_up=take_up, without=without)


def escalation_of(number: Number) -> Waits:
    """How long an alert may stay unseen before somebody else is told."""
    return Waits(
        now=timedelta(minutes=number("PEERMAP_ESCALATE_NOW", 30, least=1, most=1440)),
        today=timedelta(hours=number("PEERMAP_ESCALATE_TODAY", 4, least=1, most=24)),
        this_week=number("PEERMAP_ESCALATE_THIS_WEEK", 2, least=1, most=10),
    )


def mail_after(number: Number) -> timedelta:
    """So long nothing of an alert may have arrived before it is told by mail."""
    return timedelta(minutes=number("PEERMAP_MAIL_AFTER", 15, least=1, most=1440))
