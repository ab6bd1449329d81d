"""What no page of ours ever sends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from zlib import crc32

from tests.attacks.surface import Try
from tests.attacks.wire import SPACE

DEEP = 900
"""Levels that JSON can still be written and read with."""


LONG = "marker" * 1400
"""Longer than any field is read (four times MOST_TEXT and a little), and a form of twenty such is
still an event that gets there: what is over 300 KB is answered before any handler (NOISE), and what
is over a megabyte in a moment waits at the door, and the test with it."""


def _nest(levels: int) -> Any:
    made: Any = "marker"
    for _ in range(levels):
        made = [made]
    return made


VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    10**400,
    1e308,
    float("nan"),
    "",
    "marker\x00marker",
    "marker\ud800",
    LONG,
    [],
    ["marker", None, {}],
    {"marker": "marker"},
    {"marker\ud800": {"\x00": "marker"}},
    _nest(DEEP),
)
"""JSON of every type, and text that a database or an encoder may choke on."""


def wrong_types(several: list[Try], share: int) -> Iterator[list[Try]]:
    """For each value, every method once with it in the place of every argument, in each value of
    a form, and in the address; and once with an argument too many, and once with none.

    `share`: 2 is each value with every second method, in turns, so that every method gets half of
    the values and every value half of the methods. 1 is all.
    """
    for number, value in enumerate(VALUES):
        yield [
            _with(each, value)
            for each in several
            if (each.payload or each.params) and (crc32(each.name.encode()) + number) % share == 0
        ]
    yield [replace(each, payload={**each.payload, "marker": "marker"}) for each in several]
    yield [replace(each, payload={}) for each in several if each.payload]


def _with(each: Try, value: Any) -> Try:
    payload = {
        name: _inside(held, value) if isinstance(held, dict) and held else value
        for name, held in each.payload.items()
    }
    return replace(each, payload=payload, params=dict.fromkeys(each.params, value), path="/cases")


def _inside(form: dict[str, Any], value: Any) -> dict[str, Any]:
    return dict.fromkeys(form, value)


def _event(inner: str) -> str:
    return f'42{SPACE},["event",{inner}]'


NOISE: tuple[str | bytes, ...] = (
    _event('{"name":"marker","payload":{"marker":"' + "x" * 2_000_000 + '"},"router_data":{}}'),
    _event('{"name":"marker","payload":' + '{"a":' * 10_000 + "1" + "}" * 10_000 + "}"),
    _event("[" * 50_000 + "]" * 50_000),
    _event('{"name": "marker'),
    _event('"marker"'),
    _event("null"),
    _event("[]"),
    _event('{"name":5,"payload":7,"router_data":9}'),
    _event('{"name":"marker","payload":{},"router_data":{"pathname":7,"query":[1]}}'),
    _event('{"name":"marker","payload":{},"router_data":{"pathname":"//[","asPath":"http://[::"}}'),
    _event('{"name":"marker\\u0000\\ud800","payload":{"\\ud800":1},"router_data":{}}'),
    _event('{"name":"marker","payload":{},"router_data":{"pathname":"/cases/\\ud800\\u0000"}}'),
    _event('{"marker":"marker"}'),
    f'42{SPACE},["client_error",{{"error_type":"marker","message":"marker\\u001b[2J"}}]',
    f'42{SPACE},["marker",1]',
    f"42{SPACE},[]",
    f"42{SPACE},",
    f"43{SPACE},99[1]",
    f'451-{SPACE},["event",{{"_placeholder":true,"num":0}}]',
    f"40{SPACE},{{",
    "40/marker,",
    "41/marker,",
    "9marker",
    "",
    "marker",
    b"\x04marker\xff\xfe",
    b"",
)
"""Whole frames: too large, broken, of another shape or another protocol."""
