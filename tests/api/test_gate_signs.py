"""Signs that nothing keeps: what is read in the place of an event or a form that holds one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message

from peermap_app.api.gate_signs import form_is_kept, readable
from peermap_app.state.gate import UNREADABLE
from tests.api.wire import Wire, post

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOAD = "reflex___state____state.me.load"
AT = {"pathname": "/cases/[case_id]", "asPath": "/cases/7", "query": {"case_id": "7"}}
BROKEN = ("\x00", "Kayleigh\x00", "\ud800", "\udfff", "a\udc00\ud800b", "\ud83dx\ude00")
HONEST = (
    *("Zoë", "Łukasz", "e\u0301", "👩🏽‍🦱👨‍👩‍👧", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "\U0010ffff", "שלום", "สวัสดี", "\u200d"),
    *("a\nb\tc", "\\u0000", "C:\\ud800", '"\\', "\u2028", "\ufffd", "\u0001"),
)


async def read(text: str) -> tuple[str, int]:
    """What is handed on, and how often it was noted."""
    noted = 0

    async def receive() -> Message:
        return {"type": "websocket.receive", "text": text}

    async def note() -> None:
        nonlocal noted
        noted += 1

    return (await readable(receive, note)())["text"], noted


def an_event(payload: Any, router: Any = AT, name: str = LOAD, *, ascii_only: bool = True) -> str:
    """As `json.dumps` writes it, or as a browser does: broken signs by number, all others plain."""
    event = ["event", {"name": name, "payload": payload, "router_data": router}]
    text = json.dumps(event, ensure_ascii=ascii_only)
    return "42/_event," + text


@pytest.mark.parametrize("typed", HONEST)
@pytest.mark.parametrize("ascii_only", [True, False])
async def test_whatever_somebody_writes_passes(typed: str, *, ascii_only: bool) -> None:
    """Letters of every script, marks above them, faces of several signs, a backslash and what looks
    like a sign's number: letter for letter, however JSON writes it."""
    text = an_event({"form": {"note": typed, typed: [typed]}}, ascii_only=ascii_only)
    assert await read(text) == (text, 0)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1))
async def test_all_of_unicode_passes(typed: str) -> None:
    """But for these two kinds."""
    text = an_event({typed: typed})
    assert await read(text) == (text, 0)


@pytest.mark.attack("malformed")
@pytest.mark.parametrize("broken", BROKEN, ids=range(len(BROKEN)))
async def test_an_event_with_one_keeps_its_name_and_its_page(broken: str) -> None:
    """Wherever in its arguments: in a text, in a field's name, deep in a form. Noted once."""
    for payload in (
        {"text": broken},
        {broken: "text"},
        {"form": {"a": [1, {"b": [broken]}]}},
        broken,
    ):
        told, noted = await read(an_event(payload))
        (_, event) = json.loads(told.removeprefix("42/_event,"))
        assert noted == 1
        assert event == {"name": LOAD, "payload": UNREADABLE, "router_data": AT}


def _as_text(payload: Any) -> str:
    """An event that is a string: Reflex reads such a one once more."""
    inner = an_event(payload).removeprefix('42/_event,["event", ').removesuffix("]")
    return "42/_event," + json.dumps(["event", inner])


@pytest.mark.attack("malformed")
@pytest.mark.parametrize(
    "text",
    [
        *(an_event({}, {**AT, "asPath": f"/cases/{each}"}) for each in BROKEN),
        *(an_event({}, {"query": {each: "7"}}) for each in BROKEN),
        an_event({}, name=f"{LOAD}\x00"),
        an_event({"a": "\x00"}, name="a b"),
        an_event({"a": "\x00"}, name=""),
        _as_text({"a": "\x00"}),
        _as_text({"a": "\x00"}).replace("\\\\u0000", "\\u005cu0000"),
        _as_text({"a": "\x00"}).replace("/_event,", "/_event?[,").replace("\\\\u0", "\\u005cu0"),
        '42/_event,["event",{"name":"\\u0000',
        '42/_event,["\\ud800",{"name":"a"}]',
        '42/_event,["event","\\u0000"]',
        '42/_event,["event",{"name":"a"},"\\u0000"]',
        "42/_event," + '["\\u0000",' * 5000 + "]" * 5000,
        '40/_event,{"token":"\\uD800"}',
        "42\\u0000",
    ],
    ids=range(25),
)
async def test_what_no_page_of_ours_can_send_is_nothing(text: str) -> None:
    """In the address of a page, in a name, in what is no event, hidden in one that is a string: an
    Engine.IO packet that says nothing. The socket stays, and it is noted."""
    assert await read(text) == ("6", 1)


async def test_other_packets_are_left_alone() -> None:
    """What says nothing of signs, an answer, a report of a page's own fault with its numbers."""
    for text in (
        *("2", "3", "40/_event,", '43/_event,1["ok"]', '42/_event,["event","{}"]'),
        '42/_event,["client_error",{"message":"a\\u001b"}]',
    ):
        assert await read(text) == (text, 0)


FORM = "application/x-www-form-urlencoded"


@pytest.mark.attack("malformed")
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (FORM, b"email=a%00b"),
        (FORM, b"em%00ail=a"),
        (FORM, b"email=\x00"),
        (FORM, b"a" * 9000 + b"=%00"),
        ("multipart/form-data; boundary=x; charset=unicode_escape", b"--x\r\n\\ud800"),
        ("Multipart/Form-Data; boundary=x", b"--x--"),
    ],
)
async def test_a_form_with_one_is_refused_with_a_sentence(
    wire: Wire, kind: str, body: bytes
) -> None:
    """By whichever door, and before anything reads it."""
    for path in ("/sign-in", "/join", "/my-map", "/forgotten", "/here", "/confirm"):
        async with wire.client() as client:
            headers = {"Origin": wire.url, "Content-Type": kind}
            answer = await client.post(path, content=body, headers=headers)
        assert answer.status_code == 422
        assert answer.text == "Something you typed did not work. Type it again."


async def test_whatever_somebody_types_into_a_form_passes(wire: Wire) -> None:
    """It comes back letter for letter in the page that says what is wrong."""
    for typed in ("👩🏽‍🦱 e\u0301", "%2500", "a\\u0000", "สวัสดี"):
        assert typed in (await post(wire, "/sign-in", {"email": typed, "password": "no"})).text
    assert form_is_kept("", b"")
