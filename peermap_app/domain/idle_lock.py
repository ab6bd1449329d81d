"""The idle lock: when a session that nobody touches is closed to whoever finds the phone.

A locked session is not over. What was typed stays where it is, and its owner opens it again by what
they sign in with. Until then nothing is answered but that.
"""

from datetime import datetime, timedelta

from .actions import Action

TOLD_EVERY = timedelta(seconds=30)
"""How often at most an open page says that somebody touches it, and how often that is written."""
GRACE = 2 * TOLD_EVERY
"""So much later than the page the server locks by itself: so much may lie between the last touch
and the last that it heard of."""
WHILE_LOCKED = frozenset({Action.UNLOCK})
"""The units of a locked session that are not refused."""


def is_locked(touched_at: datetime | None, now: datetime, after: timedelta) -> bool:
    """Whether nothing is to be answered. `touched_at`: when a person last touched a page of it;

    None once it was locked, by a page whose own clock had run out.
    """
    return touched_at is None or now >= touched_at + after + GRACE


def may_lock(touched_at: datetime | None, now: datetime, after: timedelta) -> bool:
    """Whether a page that says "nobody is here" is right: another one may have been touched since.

    The page's last touch may have reached the server late, so that a little less is enough.
    """
    return touched_at is None or now >= touched_at + after - TOLD_EVERY
