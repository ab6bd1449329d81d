"""The handshake of a page's websocket: who is there, under which token, and how many pages."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.types import Scope

from peermap_app.bootstrap import House
from peermap_app.live import identity
from peermap_app.services import accounts, drawings

from .wire import address_of, headers_of, only

MOST_SOCKETS = 40
"""Open pages of one session, and of one tablet, in one process: more than anybody's tabs."""

MOST_OF_ACCOUNT = 80
"""Open pages of one worker's account, over all its sessions: another sign-in is not forty more."""


class TurnedAway(Exception):
    """A handshake that is refused: the status, and why in a word for the record."""

    def __init__(self, status: int, rule: str) -> None:
        super().__init__(rule)
        self.status = status
        self.rule = rule


@dataclass(frozen=True, slots=True)
class Bound:
    """A handshake that may go on; `owners` are the session and the device that it counts for."""

    scope: Scope
    owners: Sequence[str]
    account: str | None
    """The worker, None for a tablet."""
    drawing_id: str | None
    """The drawing whose tablet this is."""


class Sockets:
    """How many pages are open in this process, by session, by device and by account."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    @contextmanager
    def place(self, owners: Sequence[str], account: str | None = None) -> Iterator[None]:
        """Hold a place for as long as the socket is open.

        Raises:
            TurnedAway: 429, one of the owners, or the account, has all its places taken.
        """
        most = dict.fromkeys(owners, MOST_SOCKETS)
        most |= {} if account is None else {f"account {account}": MOST_OF_ACCOUNT}
        if any(self._open[owner] >= places for owner, places in most.items()):
            raise TurnedAway(429, "too_many_pages")
        self._open.update(most.keys())
        try:
            yield
        finally:
            self._open.subtract(most.keys())
            for owner in most:
                if not self._open[owner]:
                    del self._open[owner]


async def bind(house: House, scope: Scope) -> Bound:
    """The handshake with its page token bound to who is there.

    Reflex finds a page's state by the token that the page names. The token that Reflex gets is made
    from that name and the cookies together, under a key: somebody who learns the token of another
    page gets, with their own cookie, a state of their own and nothing of the other's.

    Raises:
        TurnedAway: 403, for a foreign origin, a token that is none, or nobody.
    """
    headers = headers_of(scope)
    if only(headers, "origin") not in house.settings.origins:
        raise TurnedAway(403, "foreign_origin")
    query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    names = [value for key, value in query if key == "token"]
    if len(names) != 1 or not _is_uuid(names[0]):
        raise TurnedAway(403, "bad_token")
    header = only(headers, "cookie")
    session = identity.cookie(header, identity.SESSION_COOKIE)
    device = identity.cookie(header, identity.DEVICE_COOKIE)
    address = address_of(scope)
    # A locked session's page stays connected: it hears that something came, and not what.
    worker = await accounts.who_is(house, session, address, present=False, locked_too=True)
    # A browser is a worker's or a drawing's, never both (rule 4).
    tablet = None if worker else await drawings.tablet_who(house, device, address)
    if worker is None and tablet is None:
        raise TurnedAway(403, "nobody")
    owners = (worker.session_id if worker else None, tablet.device if tablet else None)
    bound = page_token(house.settings.lookup_key, names[0], session, device)
    fresh = [(key, bound if key == "token" else value) for key, value in query]
    return Bound(
        {**scope, "query_string": urlencode(fresh).encode()},
        tuple(owner for owner in owners if owner),
        worker.worker_id if worker else None,
        tablet.drawing_id if tablet else None,
    )


def page_token(key: bytes, name: str, session: str | None, device: str | None) -> str:
    """The token of a page's state: a UUID made of the page's own name and the cookies' values."""
    said = "|".join(("peermap/1/page-token", name.lower(), session or "", device or ""))
    digest = hmac.new(key, said.encode(), hashlib.sha256).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def _is_uuid(name: str) -> bool:
    if len(name) != 36:
        return False
    try:
        return str(uuid.UUID(name)) == name.lower()
    except ValueError:
        return False
