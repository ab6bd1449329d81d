"""A server on a port with the guard before it: a tiny app stands in the place of Reflex."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn
import websockets
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from peermap_app import bootstrap
from peermap_app.api.gate_frames import Framed
from peermap_app.api.gate_http import Whole
from peermap_app.api.routes import around
from tests.drawing_builders import World, a_world, some_settings
from tests.plain_http import TRUSTS_NOBODY
from tests.servers import free_port

SOCKET = "/_event/"
EVENT = "42"
"""How each event begins; what begins otherwise ends the socket (api/gate_packets.py)."""
NAME = "0d9c2d5e-9d2b-4c8c-8d1c-6f1e1c9a7b11"


async def _page(request: Request) -> HTMLResponse:
    return HTMLResponse(f"<title>{request.url.path}</title>")


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(socket.query_params["token"])
    if "count" in socket.query_params:
        await _count(socket)
    if "stay" in socket.query_params:
        try:
            await socket.receive_text()
        except WebSocketDisconnect:
            return
    await socket.close()


async def _count(socket: WebSocket) -> None:
    """Take events until one says "end", then tell the first word of each."""
    words = []
    while (text := (await socket.receive_text()).removeprefix(EVENT)) != "end":
        words.append(text.partition(" ")[0])
    await socket.send_json(words)


@dataclass
class Wire:
    """A running server, its world, and how to reach it."""

    world: World
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, **cookies: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, cookies=cookies, verify=TRUSTS_NOBODY)

    async def socket(
        self, *, origin: str | None = "own", token: str = NAME, cookie: str = "", **headers: str
    ) -> str:
        """Open a page's websocket: the token that the app got, or "403"."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if cookie:
            given["Cookie"] = cookie
        own = self.url if origin == "own" else origin
        address = f"ws://127.0.0.1:{self.port}{SOCKET}?token={token}&EIO=4&transport=websocket"
        try:
            async with websockets.connect(
                address,
                origin=own,
                additional_headers=given,  # type: ignore[arg-type]
            ) as opened:
                return str(await opened.recv())
        except websockets.InvalidStatus as refused:
            return str(refused.response.status_code)


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[Wire]:
    port = free_port()
    world = await a_world(some_settings(folder, PORT=str(port)))
    bootstrap.use_house(world.house)
    built = folder / "built"
    built.mkdir()
    (built / "index.html").write_text("<script>let a = 1;</script>")
    for page in ("me", "cases", "draw"):
        (built / page).mkdir()
        (built / page / "index.html").write_text(page)
        (built / f"{page}.html").write_text(page)
    (built / "assets").mkdir()
    for file in ("assets/app-DPGfMsSn.js", "peermap.css", "offline.html", "cases.html.gz"):
        (built / file).write_text("x")
    inner = Starlette(
        routes=[
            WebSocketRoute("/_event/", _socket),
            Route("/assets/app-DPGfMsSn.js", _text),
            Route("/peermap.css", _text),
            Route("/{path:path}", _page, methods=["GET", "POST"]),
        ]
    )
    routes, guard, headers = around(built)
    assert isinstance(routes, Starlette)
    routes.mount("/", inner)
    app = headers(guard(routes))  # type: ignore[operator]
    server = _Server(
        uvicorn.Config(
            app,
            port=port,
            log_level="error",
            log_config=None,  # it would keep the loggers of this process for itself
            proxy_headers=False,
            http=Whole,
            ws=Framed,
            ws_max_size=10_000,
        )
    )
    task = asyncio.create_task(server.serve())
    await server.listens.wait()
    yield Wire(world, port)
    server.should_exit = True
    await task
    await bootstrap.close_house(world.house)


async def _text(_: Request) -> PlainTextResponse:
    return PlainTextResponse("x")


async def post(wire: Wire, path: str, data: dict[str, str], **headers: str) -> httpx.Response:
    async with wire.client() as client:
        return await client.post(path, data=data, headers={"Origin": wire.url, **headers})
