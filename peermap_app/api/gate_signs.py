"""Signs that nothing keeps: a NUL, and half of a sign that UTF-16 writes in two.

PostgreSQL takes no NUL, and no encoder takes such a half: not into the database, not back to the
page. JSON can name both, so an event may hold them where it says who calls what from which page; a
form can hold a NUL, and the other only where it says of itself how it is read. They come no
further than here. What else Unicode has is somebody's word or name, and passes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.types import Message, Receive

_NONE_KEPT = re.compile("[\x00\ud800-\udfff]")
_WRITTEN = "\\u"
"""How JSON names a sign: whatever holds none of these holds no such sign, since JSON takes no NUL
as it is and a socket's text is UTF-8. Our pages write few of them."""
_NAMED = re.compile(r"\\u(?:0000|d[89a-f])", re.IGNORECASE)
_NAME = re.compile(r"[\w.]{1,300}", re.ASCII)
_NOTHING = "6"
"""Engine.IO's own packet for nothing."""
_AT = "42/_event,"
_FORM_NUL = re.compile(rb"\x00|%00")


def kept(text: str) -> bool:
    """Whether text holds nothing but what can be kept."""
    return _NONE_KEPT.search(text) is None


def readable(receive: Receive, note: Callable[[], Awaitable[None]]) -> Receive:
    """`receive` of a page's socket, on which no event holds such a sign.

    An event that does is called with a mark in the place of its arguments, and the gate
    (state/gate.py) answers that with a sentence; its socket, and what was typed, stay. One that
    holds it elsewhere, which no page of ours can send, is nothing at all.

    Args:
        receive: of the socket.
        note: records that there was one.
    """

    async def listening() -> Message:
        message = await receive()
        text = message.get("text")
        if message["type"] != "websocket.receive" or not text or _WRITTEN not in text:
            return message
        told = _told(text)
        if told is not None:
            await note()
            return {"type": "websocket.receive", "text": told}
        return message

    return listening


def form_is_kept(content_type: str, body: bytes) -> bool:
    """Whether a form's body holds nothing but what can be kept.

    Our forms are sent as addresses are written, and then only a NUL can be told; those that bring
    a file say in which code they are, and one of these codes makes the other sign of letters.
    """
    return not content_type.lower().startswith("multipart/") and _FORM_NUL.search(body) is None


def _told(text: str) -> str | None:
    """What is read in the place of a packet; None: the packet itself."""
    if not text.startswith("42"):
        return _NOTHING if _NAMED.search(text) else None
    try:
        packet = json.loads(text[text.index("[") :])
        event = packet[0] == "event"
    except (ValueError, LookupError, RecursionError):
        return _NOTHING
    return None if _all_kept(packet) and not (event and _has_strings(packet)) else _marked(packet)


def _has_strings(packet: list[Any]) -> bool:
    """Reflex reads an event that is a string once more: what it finds there stands here in no
    sign. Our pages send none."""
    return any(isinstance(each, str) for each in packet[1:])


def _marked(packet: list[Any]) -> str:
    event = packet[1] if len(packet) == 2 and packet[0] == "event" else None
    if not isinstance(event, dict):
        return _NOTHING
    name, page = event.get("name"), event.get("router_data")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or not _all_kept(page):
        return _NOTHING
    said = {"name": name, "payload": {"unreadable": True}, "router_data": page}
    try:
        return _AT + json.dumps(["event", said])
    except RecursionError:
        return _NOTHING


def _all_kept(whole: Any) -> bool:
    """Every string in it, however deep: names of fields too."""
    waiting = [whole]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            if not kept(each):
                return False
        elif isinstance(each, dict):
            waiting.extend(each)
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return True
