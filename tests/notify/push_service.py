"""A push service on this machine that keeps what it is sent, and answers as a test says."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tests.servers import free_port


@dataclass
class Got:
    """One push as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Service:
    """What it got, by path; `answers` says how it answers at a path, 201 where nothing is said."""

    port: int
    got: list[Got] = field(default_factory=list)
    answers: dict[str, Response] = field(default_factory=dict)
    slow: set[str] = field(default_factory=set)
    """Paths at which it answers nothing for a long time."""
    floods: set[str] = field(default_factory=set)
    """Paths at which its answer never ends."""
    takes: float = 0.0
    """Seconds until it answers."""
    together: asyncio.Barrier | None = None
    """It answers only when so many wait for an answer in one moment."""

    def address(self, path: str) -> str:
        """Of a browser that is reached here."""
        return f"http://127.0.0.1:{self.port}/{path}"

    async def take(self, request: Request) -> Response:
        """Keep it, and answer."""
        path = request.url.path[1:]
        self.got.append(Got(path, dict(request.headers), await request.body()))
        if path in self.slow:
            await asyncio.Event().wait()
        await asyncio.sleep(self.takes)
        if self.together is not None:
            await self.together.wait()
        if path in self.floods:
            return StreamingResponse(_endless(), status_code=201)
        return self.answers.get(path, Response(status_code=201))


async def _endless() -> AsyncIterator[bytes]:
    while True:
        yield b"x" * 65536
        await asyncio.sleep(0)  # else nothing else would ever run here


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@asynccontextmanager
async def serving() -> AsyncIterator[Service]:
    """It listens on a port of its own."""
    held = Service(free_port())
    route = Route("/{path:path}", held.take, methods=["GET", "POST"])
    config = uvicorn.Config(
        Starlette(routes=[route]), host="127.0.0.1", port=held.port, log_config=None, lifespan="off"
    )
    config.timeout_graceful_shutdown = 1
    server = _Server(config)
    task = asyncio.create_task(server.serve())
    await server.listens.wait()
    try:
        yield held
    finally:
        server.force_exit = server.should_exit = True
        await asyncio.wait({task})
