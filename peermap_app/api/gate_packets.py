"""What a page's socket may say: the packets that our pages send, and no bytes.

Socket.IO collects the bytes that a packet announces, as many as it likes, until the last of them
came: in a process that holds the drawings, for as long as somebody leaves it unfinished. No page
of ours sends any, so the first one ends the socket.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.types import Message, Receive

ENGINE = ("1", "2", "3", "6")
"""Engine.IO's own: it closes, asks whether we are there and answers that, says nothing."""
SOCKET_IO = ("40", "41", "42", "43")
"""A message that connects, leaves, says an event or that one came. 5 and 6 announce bytes, and so
does "b" in the place of the first figure; another script's figure is read as ours."""
_ENDED: Message = {"type": "websocket.disconnect", "code": 1003}


def spoken(receive: Receive, note: Callable[[], Awaitable[None]]) -> Receive:
    """`receive` of a page's socket, which ends at the first packet that is none of a page's.

    Args:
        receive: of the socket.
        note: records that there was one.
    """
    ended = False

    async def listening() -> Message:
        nonlocal ended
        if ended:
            return _ENDED
        message = await receive()
        if message["type"] != "websocket.receive" or is_spoken(message.get("text")):
            return message
        ended = True
        await note()
        return _ENDED

    return listening


def is_spoken(text: str | None) -> bool:
    """Whether a page says this; None stands for bytes."""
    return text is not None and text.startswith((*ENGINE, *SOCKET_IO))
