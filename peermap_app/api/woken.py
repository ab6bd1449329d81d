"""A notification that is tapped while nobody is signed in opens the alert past the door as well.

It leads to one address for everybody (assets/sw.js), and that to the one alert that waits, or to
all of them (`state/alert.py`). The door remembers so much in a cookie; no address goes through it.
"""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from peermap_app.live import identity
from peermap_app.settings import Settings

from . import cookies

WAITING = "/alerts/waiting"
LASTS = timedelta(minutes=15)
_TAPPED = "a-notification-was-tapped"


def remember(response: Response, settings: Settings, path: str) -> None:
    """With the way to the door, of whoever asked for what waits."""
    if path.rstrip("/") == WAITING:
        cookies.give(response, settings, identity.WOKEN_COOKIE, _TAPPED, lasts=LASTS)


def is_woken(request: Request) -> bool:
    """Whether they came to the door so."""
    cookie = identity.cookie(request.headers.get("cookie"), identity.WOKEN_COOKIE)
    return cookie == _TAPPED
