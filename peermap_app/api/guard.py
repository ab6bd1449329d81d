"""The guard: what is asked of every request and every websocket before anything else sees it.

Threats and the path that stops each: docs/decisions/wire-guard.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Invalid
from peermap_app.live import identity
from peermap_app.services import accounts, drawings, idle_lock, turned_away
from peermap_app.settings import Settings
from peermap_app.words import errors

from . import woken
from .gate_bytes import Pace
from .gate_packets import spoken
from .gate_pages import Built, first_part, is_crooked
from .gate_signs import form_is_kept, readable
from .gate_size import answered
from .gate_sockets import Sockets, TurnedAway, bind
from .import_upload import PATH as IMPORT_FILE
from .proxies import is_forwarded, is_named, settled
from .wire import address_of, headers_of, only, refuse

SOCKET = "/_event"
RECOVER = "/recover"
SIGN_IN, JOIN, TABLET, MY_MAP = "/sign-in", "/join", "/draw", "/my-map"
SIGNING_IN, CONFIRM, LOCK, UNLOCK = "/signing-in", "/confirm", "/lock", "/unlock"
UNDER = tuple(f"{each}/" for each in (JOIN, RECOVER, MY_MAP, SIGN_IN, SIGNING_IN, CONFIRM, UNLOCK))
MOST_BODY = 16 * 1024
"""Bytes of a form. What is larger never was one of ours."""
MOST_FILE = 20_100_000
"""Bytes of the one form that sends a file: the largest file that is read, and what is around it."""
OPEN = frozenset(
    {
        *("/sign-in", "/sign-out", "/join", "/hand-over", "/healthz", "/still", "/here", "/away"),
        *("/change-password", "/forgotten", "/what-is-held"),
        *("/phone", "/phone/end", "/phone-renew", "/reached"),
        IMPORT_FILE,
        *(MY_MAP, SIGNING_IN, CONFIRM, LOCK, UNLOCK),
    }
)
"""Our own routes; they ask for what they need themselves."""
WHILE_LOCKED = frozenset(
    {
        *("/sign-in", "/sign-out", "/join", "/healthz", "/still", "/here", "/away", "/forgotten"),
        *("/lock", "/unlock", "/recover", "/my-map"),
        *("/phone-renew", "/reached"),
    }
)
"""First parts of those of them that a locked session reaches: they show nothing that it opens."""
_CLOSED = ("/ping", "/_", "/auth-codespace")
"""Reflex's own routes that nothing of ours uses: upload, all routes, health, and the like."""

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^\s:@\[\]/\\?#,]+)(?::[0-9]{1,5})?", re.ASCII)

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
        self._built = Built(pages)
        self._sockets = Sockets()
        self._pace = Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, redirect, or hand on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        house = self._house_of()
        why = misdirected(house.settings, scope)
        if why is not None:
            await refuse(scope, receive, send, 400, why)
            return
        scope = settled(house.settings, scope)
        if scope["type"] == "websocket":
            await self._socket(house, scope, receive, send)
        else:
            await self._request(house, scope, receive, send)

    async def _socket(self, house: House, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["path"].rstrip("/") != SOCKET:
                raise TurnedAway(403, "no_such_socket")
            bound = await bind(house, scope)
            whole = _told_of_too_large(house, scope, receive)
            said = _spoken(house, scope, _answered(house, scope, whole))
            # Behind the pace, for it reads.
            paced = _readable(house, scope, self._pace.held(bound.owners, said))
            with (
                self._sockets.place(bound.owners, bound.account),
                house.lines.held(bound.drawing_id),
            ):
                await self._app(bound.scope, paced, send)
        except TurnedAway as away:
            await _note(house, scope, "socket", away.rule)
            if away.status == 403 or _DENIAL not in scope.get("extensions", {}):
                await refuse(scope, receive, send, 403, "Refused.")
                return
            answer = PlainTextResponse("Too many pages.", away.status, {"retry-after": "30"})
            await WebSocket(scope, receive, send).send_denial_response(answer)

    async def _request(self, house: House, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"])
        if is_crooked(scope):
            await _note(house, scope, "page", "crooked_path")
            await refuse(scope, receive, send, 404, "Not found.")
        elif path.startswith(_CLOSED):
            await refuse(scope, receive, send, 404, "Not found.")
        elif path in OPEN or path.startswith(UNDER):
            await self._own_route(house, scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD"):
            await refuse(scope, receive, send, 405, "Not allowed.")
        elif self._built.is_page(path) and (door := await self._door(house, scope)) is not None:
            if path.rstrip("/"):  # whoever opens the bare address asks for nothing yet
                why = _WHY.get(door, "locked")
                await _note(house, scope, self._built.name(path), why)
            answer = _led_to(door)
            if door == SIGN_IN:
                woken.remember(answer, house.settings, path)
            await answer(scope, receive, send)
        else:
            await self._app(self._at_its_folder(scope), receive, send)

    def _at_its_folder(self, scope: Scope) -> Scope:
        """A built page's own folder, at once: its static files would first redirect to "/cases/".

        That is a whole way there and back before anything of the page is seen.
        """
        path = str(scope["path"])
        if not self._built.is_folder(path):
            return scope
        return {**scope, "path": f"{path}/", "raw_path": f"{path}/".encode()}

    async def _own_route(self, house: House, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            path = str(scope["path"])
            where = f"form {path if path in OPEN else first_part(path)}"
            if only(headers_of(scope), "origin") not in house.settings.origins:
                await _note(house, scope, where, "foreign_origin")
                await refuse(scope, receive, send, 403, "Refused.")
                return
            length = only(headers_of(scope), "content-length")
            most = MOST_FILE if path == IMPORT_FILE else MOST_BODY
            if length is None or not length.isdecimal() or int(length) > most:
                await _note(house, scope, where, "too_large")
                await PlainTextResponse("Too large.", 413)(scope, receive, send)
                return
            receive = _no_more_than(receive, int(length))
            if path != IMPORT_FILE:
                body = await _whole(receive)
                if not form_is_kept(headers_of(scope).get("content-type", ""), body):
                    await _note(house, scope, where, "unreadable")
                    why = errors.sentence(Invalid("unreadable"))
                    await PlainTextResponse(why, 422)(scope, receive, send)
                    return
                receive = _again(body, receive)
        path = str(scope["path"])
        if first_part(path) not in WHILE_LOCKED and await _is_locked(house, scope):
            await _note(house, scope, f"page {first_part(path)}", "locked")
            await _led_to(_to_unlock(path))(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _door(self, house: House, scope: Scope) -> str | None:
        """Where somebody without the right cookie is sent instead of the page."""
        session, device = _cookies(scope)
        address = address_of(scope)
        here = await accounts.who_is(house, session, address, present=False)
        if here is None and await _is_locked(house, scope):
            return _to_unlock(str(scope["path"]))
        if first_part(str(scope["path"])) != TABLET:
            return None if here else SIGN_IN
        # A browser is a worker's or a drawing's, never both (rule 4).
        tablet = None if here else await drawings.tablet_who(house, device, address)
        return None if tablet else JOIN


_UNSTORED = {"cache-control": "no-store"}
_WHY = {JOIN: "no_device", SIGN_IN: "no_session"}
"""Why somebody is led to a door, for the record."""
_DENIAL = "websocket.http.response"
"""The ASGI extension by which a handshake is answered with a status of one's own."""
_TOO_LARGE = 1009
"""How the server closes a socket whose message was larger than it takes (RFC 6455, 7.4.1)."""


def _cookies(scope: Scope) -> tuple[str | None, str | None]:
    """What the session cookie and the device cookie hold."""
    header = only(headers_of(scope), "cookie")
    return (
        identity.cookie(header, identity.SESSION_COOKIE),
        identity.cookie(header, identity.DEVICE_COOKIE),
    )


async def _is_locked(house: House, scope: Scope) -> bool:
    session, _ = _cookies(scope)
    return await idle_lock.behind(house, session, address_of(scope)) is not None


def _to_unlock(path: str) -> str:
    return f"{UNLOCK}?then={quote(path)}"


def _led_to(door: str) -> RedirectResponse:
    return RedirectResponse(door, status_code=303, headers=_UNSTORED)


async def _note(house: House, scope: Scope, where: str, rule: str) -> None:
    """Record that somebody was turned away at the door (rule 10)."""
    session, device = _cookies(scope)
    address = address_of(scope)
    await turned_away.note(
        house, where=where, rule=rule, address=address, session=session, device=device
    )


def _told_of_too_large(house: House, scope: Scope, receive: Receive) -> Receive:
    """An event over the size limit ends the socket before Reflex hears of it: recorded here."""

    async def listening() -> Message:
        message = await receive()
        if message["type"] == "websocket.disconnect" and message.get("code") == _TOO_LARGE:
            await _note(house, scope, "socket", "too_large")
        return message

    return listening


def _answered(house: House, scope: Scope, receive: Receive) -> Receive:
    """An event over its own limit, which is less than the socket's."""

    async def note() -> None:
        await _note(house, scope, "event", "too_large")

    return answered(receive, note)


def _spoken(house: House, scope: Scope, receive: Receive) -> Receive:
    """What no page of ours sends, which ends its socket."""

    async def note() -> None:
        await _note(house, scope, "event", "binary")

    return spoken(receive, note)


def _readable(house: House, scope: Scope, receive: Receive) -> Receive:
    """Signs that nothing keeps, which go no further."""

    async def note() -> None:
        await _note(house, scope, "event", "unreadable")

    return readable(receive, note)


def misdirected(settings: Settings, scope: Scope) -> str | None:
    """Why this request is not for us: another Host, forwarded, or plain where https is due."""
    headers = headers_of(scope)
    host = only(headers, "host")
    if host is None or _name_of(host) not in settings.hosts:
        return "This address is not served here."
    if settings.public_url is not None:
        plain = scope.get("scheme") not in ("https", "wss") or _came_plain(settings, scope)
        return "Use https." if plain else None
    if any(is_forwarded(name) for name in headers):
        return "Forwarded requests are not served without PUBLIC_URL."
    return None


def _came_plain(settings: Settings, scope: Scope) -> bool:
    """A named proxy says that it was asked without https; nobody else's word counts."""
    said = headers_of(scope).getlist("x-forwarded-proto")
    return bool(said) and said != ["https"] and is_named(address_of(scope), settings.proxies)


def _name_of(host: str) -> str:
    """The name in a Host header, lower case, without its port; "" for what is no name and port."""
    whole = _HOST.fullmatch(host.lower())
    return whole["name"] if whole else ""


async def _whole(receive: Receive) -> bytes:
    """All of a body that is no longer than its length said; what came of one that broke off."""
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body", False):
            return body


def _again(body: bytes, receive: Receive) -> Receive:
    """`receive` of a request whose body was read already."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def listening() -> Message:
        return waiting.pop() if waiting else await receive()

    return listening


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
