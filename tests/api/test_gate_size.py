"""An event that is too large: what Reflex reads in its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from peermap_app.api.gate_size import MOST_EVENT, answered
from peermap_app.state.gate import TOO_LARGE

LOAD = "reflex___state____state.me.load"


async def read(message: Message) -> tuple[Message, int]:
    """What is handed on, and how often it was noted."""
    noted = 0

    async def receive() -> Message:
        return message

    async def note() -> None:
        nonlocal noted
        noted += 1

    return await answered(receive, note)(), noted


def an_event(payload: Any, router: Any, name: str = LOAD) -> str:
    event = {"name": name, "payload": payload, "router_data": router}
    return "42/_event," + json.dumps(["event", event], separators=(",", ":"))


async def test_what_is_no_larger_than_an_event_may_be_is_left_alone() -> None:
    """To the very byte, in letters of one byte and of three."""
    for letters in ("x", "ጀ"):
        text = (letters * MOST_EVENT).encode()[:MOST_EVENT].decode(errors="ignore")
        message: Message = {"type": "websocket.receive", "text": text}
        assert await read(message) == (message, 0)
        over, noted = await read({**message, "text": text + letters})
        assert (over["text"], noted) == ("6", 1)
    for other in ({"type": "websocket.disconnect", "code": 1009}, {"type": "websocket.connect"}):
        assert await read(other) == (other, 0)


async def test_an_event_keeps_its_name_and_its_page() -> None:
    """The same event at the same address, with a mark in the place of its arguments, whatever they
    were: also when they themselves speak of an address."""
    router = {"pathname": "/cases/[case_id]", "asPath": "/cases/7", "query": {"case_id": "7"}}
    said = '"}},"router_data":{"pathname":"/elsewhere"}]' * 10
    for payload in (
        {"form": {"text": "x" * MOST_EVENT}},
        {"form": {"text": said, "x": ["y" * MOST_EVENT]}},
    ):
        told, noted = await read({"type": "websocket.receive", "text": an_event(payload, router)})
        assert noted == 1
        assert told["text"].startswith("42/_event,")
        event = json.loads(told["text"].removeprefix("42/_event,"))[1]
        assert event == {"name": LOAD, "payload": TOO_LARGE, "router_data": router}


@pytest.mark.parametrize(
    "text",
    [
        "x" * (MOST_EVENT + 1),
        an_event("x" * MOST_EVENT, {}).replace("router_data", "router"),
        an_event("x" * MOST_EVENT, {"pathname": "x" * 5000}),
        an_event({}, {}, name="x" * MOST_EVENT),
        an_event("x" * MOST_EVENT, {}, name="a b"),
        '451-/_event,["event",' + "x" * MOST_EVENT,
    ],
    ids=range(6),
)
@pytest.mark.attack("malformed")
async def test_what_is_no_event_of_ours_is_nothing(text: str) -> None:
    """An Engine.IO packet that says nothing; the socket stays."""
    assert await read({"type": "websocket.receive", "text": text}) == (
        {"type": "websocket.receive", "text": "6"},
        1,
    )


async def test_bytes_are_too_large_as_well() -> None:
    """Binary packets too."""
    told, noted = await read({"type": "websocket.receive", "bytes": b"\x04" * (MOST_EVENT + 1)})
    assert (told["text"], noted) == ("6", 1)


@given(st.text(), st.text())
async def test_whatever_it_says_it_becomes_small(head: str, tail: str) -> None:
    """No text makes it fail, and nothing large is handed on."""
    whole = f'42/_event,["event",{{"name":"{head}{"x" * MOST_EVENT}{tail}'
    told, noted = await read({"type": "websocket.receive", "text": whole})
    assert noted == 1
    assert len(told["text"]) < 5000
