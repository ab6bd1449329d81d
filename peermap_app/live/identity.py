"""Who is at the other end: the three HttpOnly cookies, and how to read them from a header.

Identity comes from these on every request and every event, never from a page's own words.
"""

from __future__ import annotations

import re

SESSION_COOKIE = "peermap_session"
DEVICE_COOKIE = "peermap_device"
HALF_COOKIE = "peermap_half"
"""Half a sign-in, until its second factor. It opens nothing."""
ASKED_COOKIE = "peermap_asked"
"""A browser that asked what a passkey has to sign. It opens nothing."""
PHONE_COOKIE = "peermap_phone"
"""Tells a browser that takes pushes from others (`services.web_push`). It opens nothing."""
WOKEN_COOKIE = "peermap_woken"
"""A browser whose notification was tapped while nobody was signed in. It opens nothing, and is the
same for everybody."""
PAGE_COOKIE = "page"
"""My map, opened by card and PIN. A neutral name, and sent to My map's own addresses alone."""
AT_A_PATH = frozenset({PAGE_COOKIE})
"""Cookies that are sent to some of our addresses alone; all others belong to the whole host."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,128}")
_LONGEST_HEADER = 8192


def cookie(header: str | None, name: str) -> str | None:
    """The value of one cookie, or None when it is missing, twice there, or not of our shape.

    `http.cookies` gives up on a whole header for one odd cookie of somebody else's; this does not.
    """
    if not header or len(header) > _LONGEST_HEADER:
        return None
    found = [
        value.strip()
        for part in header.split(";")
        for key, separator, value in [part.partition("=")]
        if separator and key.strip() == name
    ]
    if len(found) != 1 or not _TOKEN.fullmatch(found[0]):
        return None
    return found[0]
