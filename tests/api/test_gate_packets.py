"""Packets that no page of ours sends: none of them reaches Socket.IO."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from peermap_app.api.gate_packets import ENGINE, SOCKET_IO, is_spoken, spoken
from peermap_app.api.gate_sockets import MOST_OF_ACCOUNT, MOST_SOCKETS, Sockets, TurnedAway

EVENT = '42/_event,["event",{"name":"x"}]'


async def heard(*said: str | bytes) -> tuple[list[Message], int]:
    """What is handed on of these frames, and how often it was noted."""
    noted, waiting = 0, list(said)

    async def receive() -> Message:
        frame = waiting.pop(0)
        kind = "text" if isinstance(frame, str) else "bytes"
        return {"type": "websocket.receive", kind: frame}

    async def note() -> None:
        nonlocal noted
        noted += 1

    listening = spoken(receive, note)
    return [await listening() for _ in said], noted


async def test_what_our_pages_send_is_handed_on() -> None:
    """Connecting, an event, an answer to our asking, leaving."""
    frames = ("40/_event,", EVENT, "3", "2", "6", "41/_event,", "43/_event,1[]", "1")
    told, noted = await heard(*frames)
    assert [each["text"] for each in told] == list(frames)
    assert noted == 0


@pytest.mark.attack("malformed")
@pytest.mark.parametrize(
    "frame",
    [
        '459999999-/_event,["event",{"_placeholder":true,"num":0}]',
        '461-/_event,1[{"_placeholder":true,"num":0}]',
        "4\u0665" + '9-/_event,["event"]',
        "\u0664" + '59-/_event,["event"]',
        "b" + base64.b64encode(b"x" * 40).decode(),
        b"\x00" * 45_000,
        b"",
        "",
        "4",
        "44/_event,{}",
        "0{}",
        "5",
    ],
)
async def test_the_first_other_one_ends_the_socket(frame: str | bytes) -> None:
    """It is noted once, and whatever comes behind it is not read either."""
    told, noted = await heard(EVENT, frame, frame, EVENT)
    assert told[0]["text"] == EVENT
    ended = {"type": "websocket.disconnect", "code": 1003}
    assert (told[1:], noted) == ([ended] * 3, 1)


@given(st.text(max_size=6))
def test_nothing_else_is_spoken(text: str) -> None:
    """Whatever it begins with: one of the known beginnings, in plain figures, or nothing."""
    known = text[:1] in ENGINE or text[:2] in SOCKET_IO
    assert is_spoken(text) == known


def test_many_sessions_of_one_account_share_its_places() -> None:
    """Each session has its own; together they have the account's, and a closed page gives its own
    back. Another account is not slowed."""
    sockets, held = Sockets(), []
    for number in range(MOST_OF_ACCOUNT):
        place = sockets.place([f"session {number % 15}"], "jo")
        place.__enter__()
        held.append(place)
    assert MOST_OF_ACCOUNT > MOST_SOCKETS
    with pytest.raises(TurnedAway) as away, sockets.place(["session 20"], "jo"):
        pass
    assert (away.value.status, away.value.rule) == (429, "too_many_pages")
    with sockets.place(["session 21"], "sam"):
        pass
    held.pop().__exit__(None, None, None)
    with sockets.place(["session 20"], "jo"):
        pass
