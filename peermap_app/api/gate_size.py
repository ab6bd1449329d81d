"""An event that is too large is answered with a sentence; its socket, and what was typed, stay.

Reflex never reads it: what it called is called with a mark in the place of its arguments, and the
gate (state/gate.py) answers that by the page's own notice. Only what is larger than a socket takes
at all ends the socket (serve.MOST_MESSAGE): no page of ours can send that.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from starlette.types import Message, Receive

MOST_EVENT = 300_000
"""Bytes of one event. The largest true one is a board's copy: 130 KB as our pages draw it at the
fullest, 280 KB with the longest strokes that the domain takes of a finger."""
_MOST_TAIL = 4_000
"""Where the page is: an address and its parts."""
_CALLED = re.compile(r'42/_event,\s?\["event",\s?\{"name":\s?"([\w.]{1,300})"')
_TAIL = '"router_data":'


def answered(receive: Receive, note: Callable[[], Awaitable[None]]) -> Receive:
    """`receive` of a page's socket, on which nothing is larger than an event may be.

    Args:
        receive: of the socket.
        note: records that something was too large.
    """

    async def listening() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive" or _bytes(message) <= MOST_EVENT:
            return message
        await note()
        return {"type": "websocket.receive", "text": _told(message.get("text") or "")}

    return listening


def _bytes(message: Message) -> int:
    text = message.get("text")
    if text is None:
        return len(message.get("bytes") or b"")
    # Most letters are one byte: only what might be too large is counted.
    return len(text) if len(text) * 4 <= MOST_EVENT else len(text.encode(errors="surrogatepass"))


def _told(text: str) -> str:
    """The same event without what made it too large; a packet that says nothing if it is none."""
    called, at = _CALLED.match(text), text.rfind(_TAIL)
    if called is None or not 0 <= len(text) - at - len(_TAIL) <= _MOST_TAIL or at < 0:
        return "6"  # Engine.IO's own packet for nothing
    return f'{called[0]},"payload":{{"too_large":true}},{text[at:]}'
