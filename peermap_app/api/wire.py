"""Small things that every ASGI wrapper and route of ours needs."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send


def headers_of(scope: Scope) -> Headers:
    """The headers of a request or a websocket's handshake."""
    return Headers(scope=scope)


def only(headers: Headers, name: str) -> str | None:
    """A header that is there once; None when it is missing or there twice (a smuggler's trick)."""
    values = headers.getlist(name)
    return values[0] if len(values) == 1 else None


def address_of(scope: Scope) -> str:
    """The peer's address; behind a proxy that the settings name, what it says (api/proxies.py)."""
    client = scope.get("client")
    return str(client[0]) if client else "unknown"


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    """Turn a request away, or a websocket before it is accepted (the client then sees 403)."""
    if scope["type"] == "websocket":
        await receive()  # the handshake's own message comes first
        await send({"type": "websocket.close", "code": 1008})
        return
    await PlainTextResponse(why, status_code=status)(scope, receive, send)
