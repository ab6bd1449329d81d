"""Where one HTTP message ends and the next begins is never in doubt, and odd methods do nothing."""

from __future__ import annotations

import asyncio

import pytest

from tests.api.wire import Wire

pytestmark = pytest.mark.asyncio(loop_scope="module")

SILENCE = 1.0
HIDDEN = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
"""A second request that a server which reads the first one otherwise would answer."""
CHUNKED = f"0\r\n\r\n{HIDDEN}"
AMBIGUOUS = {
    "both lengths": [f"Content-Length: {len(CHUNKED)}", "Transfer-Encoding: chunked"],
    "both, the other way round": ["Transfer-Encoding: chunked", f"Content-Length: {len(CHUNKED)}"],
    "two lengths": ["Content-Length: 5", f"Content-Length: {len(CHUNKED)}"],
    "a length that is none": ["Content-Length: +5"],
    "chunked, disguised": ["Transfer-Encoding: xchunked"],
    "chunked, and something after it": ["Transfer-Encoding: chunked, identity"],
    "a name with a space": [f"Content-Length : {len(CHUNKED)}"],
}


async def raw(wire: Wire, text: str) -> bytes:
    """What the server says to these bytes until it closes, or until it says no more."""
    reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
    writer.write(text.encode())
    said = b""
    try:
        while piece := await asyncio.wait_for(reader.read(65_536), timeout=SILENCE):
            said += piece
    except (ConnectionResetError, TimeoutError):
        pass
    finally:
        writer.close()
    return said


@pytest.mark.parametrize("how", AMBIGUOUS)
async def test_no_request_is_hidden_in_another(wire: Wire, how: str) -> None:
    """Whatever two readers could read in two ways is refused, and what hides behind it not run.

    Leak prevented: a proxy sees one request and PeerMap two, the second under another's name.
    """
    head = "\r\n".join(
        ["POST /sign-in HTTP/1.1", "Host: 127.0.0.1", f"Origin: {wire.url}", *AMBIGUOUS[how]]
    )
    said = await raw(wire, f"{head}\r\n\r\n{CHUNKED}")
    assert b'"ok"' not in said
    assert said.count(b"HTTP/1.1 ") <= 1
    assert not said.startswith(b"HTTP/1.1 2")


async def test_what_follows_a_whole_request_is_answered(wire: Wire) -> None:
    """The test above can see a second answer: two honest requests in one piece get two."""
    assert (await raw(wire, HIDDEN + HIDDEN)).count(b'"ok"') == 2


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "OPTIONS", "CONNECT", "PROPFIND", "DEBUG"])
async def test_methods_that_nobody_needs_do_nothing(wire: Wire, method: str) -> None:
    """None of them is answered with a page, and none says back what was sent (TRACE)."""
    for path in ("/cases", "/sign-in", "/healthz"):
        said = await raw(
            wire,
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: secret=told\r\n"
            "Connection: close\r\n\r\n",
        )
        assert not said.startswith(b"HTTP/1.1 2")
        assert b"told" not in said
