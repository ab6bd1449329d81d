"""Behind https each cookie has a name that a neighbour cannot take (RFC 6265bis, 4.1.3).

A browser lets any host below the same domain, and whoever can speak for it without https, set a
cookie that is then sent to us. It does not let them set one whose name begins with `__Host-`. Only
here is that known: inside, a cookie has its plain name, and one that came without is not there.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peermap_app.live import identity

OF_THE_HOST, AT_A_PATH = "__Host-", "__Secure-"
"""What begins the name of a cookie for all our addresses, and of one for some of them alone."""


class NamedCookies:
    """An ASGI wrapper that puts the beginning to each cookie that goes out and asks it of each in.

    Args:
        app: what is wrapped.
        secure: asked at each request, whether people come by https. Without, nothing is changed: a
            browser takes no such name then.
    """

    def __init__(self, app: ASGIApp, secure: Callable[[], bool]) -> None:
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on, with the names as the inside knows them."""
        if scope["type"] not in ("http", "websocket") or not self._secure():
            await self._app(scope, receive, send)
            return

        async def named(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                message = {**message, "headers": [_out(*each) for each in message["headers"]]}
            await send(message)

        headers = [_in(*each) for each in scope["headers"]]
        await self._app({**scope, "headers": headers}, receive, named)


def _in(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    if name.lower() != b"cookie":
        return name, value
    parts = (_plain(part.strip()) for part in value.decode("latin-1").split(";"))
    return name, "; ".join(part for part in parts if part).encode("latin-1")


def _plain(part: str) -> str | None:
    """`page=…` of `__Secure-page=…`; None of a cookie without the beginning that is its own."""
    name = part.partition("=")[0].strip()
    for begins, own in ((OF_THE_HOST, True), (AT_A_PATH, False)):
        bare = name.removeprefix(begins)
        if bare != name and (bare not in identity.AT_A_PATH) is own:
            return part.removeprefix(begins)
    return None


def _out(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    if name.lower() != b"set-cookie":
        return name, value
    said = value.decode("latin-1")
    bare = said.partition("=")[0].strip()
    begins = AT_A_PATH if bare in identity.AT_A_PATH else OF_THE_HOST
    return name, (begins + said).encode("latin-1")
