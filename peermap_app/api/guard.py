"""The guard: what is asked of every request and every websocket before anything else sees it.

Threats and the path that stops each: docs/decisions/wire-guard.md.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peermap_app.bootstrap import House
from peermap_app.live import identity
from peermap_app.services import accounts, drawings
from peermap_app.settings import Settings

from .wire import address_of, headers_of, only, refuse

SOCKET = "/_event"
SIGN_IN, JOIN, TABLET = "/sign-in", "/join", "/draw"
MOST_BODY = 16 * 1024
"""Bytes of a form. What is larger never was one of ours."""
OPEN = frozenset({"/sign-in", "/sign-out", "/join", "/healthz", "/still"})
"""Our own routes; they ask for what they need themselves."""
OPEN_PAGES = frozenset({"/offline"})
_FORWARDED = ("forwarded", "x-real-ip", "x-original-url", "x-rewrite-url")
_CLOSED = ("/ping", "/_", "/auth-codespace")
"""Reflex's own routes that nothing of ours uses: upload, all routes, health, and the like."""

HouseOf = Callable[[], House]


class Guard:
    """An ASGI wrapper around everything.

    Args:
        app: what is wrapped.
        house_of: gives the process's house.
        pages: the folder of the built pages, None in a test without one.
    """

    def __init__(self, app: ASGIApp, house_of: HouseOf, pages: Path | None = None) -> None:
        self._app = app
        self._house_of = house_of
        self._pages = pages
        self._folders: frozenset[str] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, redirect, or hand on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        house = self._house_of()
        why = misdirected(house.settings, scope)
        if why is not None:
            await refuse(scope, receive, send, 400, why)
        elif scope["type"] == "websocket":
            await self._socket(house, scope, receive, send)
        else:
            await self._request(house, scope, receive, send)

    async def _socket(self, house: House, scope: Scope, receive: Receive, send: Send) -> None:
        bound = await bound_scope(house, scope) if scope["path"].rstrip("/") == SOCKET else None
        if bound is None:
            await refuse(scope, receive, send, 403, "Refused.")
            return
        await self._app(bound, receive, send)

    async def _request(self, house: House, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"])
        if path.startswith(_CLOSED):
            await refuse(scope, receive, send, 404, "Not found.")
        elif path in OPEN or path.startswith(f"{JOIN}/"):
            await self._own_route(house, scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD"):
            await refuse(scope, receive, send, 405, "Not allowed.")
        elif is_page(path) and (door := await self._door(house, scope)) is not None:
            redirect = RedirectResponse(door, status_code=303, headers=_UNSTORED)
            await redirect(scope, receive, send)
        else:
            await self._app(self._at_its_folder(scope), receive, send)

    def _at_its_folder(self, scope: Scope) -> Scope:
        """A built page's own folder, at once: its static files would first redirect to "/cases/".

        That is a whole way there and back before anything of the page is seen.
        """
        if self._folders is None:
            built = self._pages.glob("*/index.html") if self._pages else ()
            self._folders = frozenset(f"/{page.parent.name}" for page in built)
        path = str(scope["path"])
        if path not in self._folders:
            return scope
        return {**scope, "path": f"{path}/", "raw_path": f"{path}/".encode()}

    async def _own_route(self, house: House, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            if only(headers_of(scope), "origin") not in house.settings.origins:
                await refuse(scope, receive, send, 403, "Refused.")
                return
            length = only(headers_of(scope), "content-length")
            if length is None or not length.isdecimal() or int(length) > MOST_BODY:
                await PlainTextResponse("Too large.", 413)(scope, receive, send)
                return
            receive = _no_more_than(receive, int(length))
        await self._app(scope, receive, send)

    async def _door(self, house: House, scope: Scope) -> str | None:
        """Where somebody without the right cookie is sent instead of the page."""
        path = str(scope["path"]).rstrip("/")
        header = only(headers_of(scope), "cookie")
        address = address_of(scope)
        if path == TABLET:
            device = identity.cookie(header, identity.DEVICE_COOKIE)
            return None if await drawings.tablet_who(house, device, address) else JOIN
        token = identity.cookie(header, identity.SESSION_COOKIE)
        here = await accounts.who_is(house, token, address, present=False)
        return None if here else SIGN_IN


_UNSTORED = {"cache-control": "no-store"}


def misdirected(settings: Settings, scope: Scope) -> str | None:
    """Why this request is not for us: another Host, forwarded, or plain where https is due."""
    headers = headers_of(scope)
    host = only(headers, "host")
    if host is None or _name_of(host) not in settings.hosts:
        return "This address is not served here."
    if settings.public_url is not None:
        return None if scope.get("scheme") in ("https", "wss") else "Use https."
    if any(name in _FORWARDED or name.startswith("x-forwarded") for name in headers):
        return "Forwarded requests are not served without PUBLIC_URL."
    return None


def _name_of(host: str) -> str:
    """The name in a Host header, lower case, without its port; IPv6 stays in brackets."""
    host = host.lower()
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0]


def is_page(path: str) -> bool:
    """Whether a path is a page of ours (its last part has no dot), not a file."""
    return path.rstrip("/") not in OPEN_PAGES and "." not in path.rsplit("/", 1)[-1]


async def bound_scope(house: House, scope: Scope) -> Scope | None:
    """The handshake with its page token bound to who is there, or None to refuse it.

    Reflex finds a page's state by the token that the page names. The token that Reflex gets is made
    from that name and the cookies together, under a key: somebody who learns the token of another
    page gets, with their own cookie, a state of their own and nothing of the other's.
    """
    headers = headers_of(scope)
    if only(headers, "origin") not in house.settings.origins:
        return None
    query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    names = [value for key, value in query if key == "token"]
    if len(names) != 1 or not _is_uuid(names[0]):
        return None
    header = only(headers, "cookie")
    session = identity.cookie(header, identity.SESSION_COOKIE)
    device = identity.cookie(header, identity.DEVICE_COOKIE)
    address = address_of(scope)
    worker = await accounts.who_is(house, session, address, present=False)
    tablet = await drawings.tablet_who(house, device, address)
    if worker is None and tablet is None:
        return None
    bound = page_token(house.settings.lookup_key, names[0], session, device)
    fresh = [(key, bound if key == "token" else value) for key, value in query]
    return {**scope, "query_string": urlencode(fresh).encode()}


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


def _no_more_than(receive: Receive, most: int) -> Receive:
    """A body that holds what its length said; more than that ends the request."""
    left = most

    async def limited() -> Message:
        nonlocal left
        message = await receive()
        if message["type"] == "http.request":
            left -= len(message.get("body", b""))
            if left < 0:
                return {"type": "http.disconnect"}
        return message

    return limited
