"""Plain requests as an attacker writes them, byte by byte."""

from __future__ import annotations

import asyncio

from tests.attacks.stage import Stage


async def raw(stage: Stage, said: str | bytes, by: str = "127.0.0.1") -> tuple[int, str, str]:
    """Send these very bytes; the status (0: no answer at all), the head and the body.

    `by`: the address they come from. Of one address each kind is recorded thirty times a minute.
    """
    port = stage.server.port
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(by, 0))
    try:
        writer.write(said.encode("latin-1") if isinstance(said, str) else said)
        async with asyncio.timeout(30):
            answer = (await reader.read()).decode("latin-1")
    except ConnectionResetError:
        return 0, "", ""
    finally:
        writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    return (int(head.split(" ", 2)[1]) if head.startswith("HTTP/") else 0), head, body


def asked(stage: Stage, path: str, *headers: str, cookie: str = "") -> str:
    own = [f"Cookie: {cookie}"] if cookie else []
    lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{stage.server.port}", *own, *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""])


async def well(stage: Stage) -> None:
    """The server answers, and an open page of somebody else's as well."""
    assert (await raw(stage, asked(stage, "/healthz")))[0] == 200
    await stage.sockets["jo"].settled()
