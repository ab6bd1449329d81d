"""The app: pages, routes, wrappers and lifespan tasks. Wiring only."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
from collections.abc import AsyncIterator
from pathlib import Path

import reflex as rx

from peermap_app import bootstrap, logs
from peermap_app.api.gate_http import Whole
from peermap_app.api.routes import around
from peermap_app.live import push
from peermap_app.live.keeper import keeping
from peermap_app.notify import mail, outbox, web_push
from peermap_app.settings import Settings
from peermap_app.state import sealed_pages
from peermap_app.state.gate import Gate
from peermap_app.ui import theme
from peermap_app.ui.components.broken import or_broken
from peermap_app.ui.pages import ROUTES

BUILT = Path(__file__).resolve().parent.parent / ".web" / "build" / "client"


def _no_overlay(_stateful: bool) -> None:
    """In place of Reflex's own connection banner: each page says it in its own words."""


def _browser_error(exception: Exception) -> None:
    """A page's script failed: that it did is told, and nothing of what it says."""
    logs.warn(logs.Word.BROWSER_ERROR)


def _server_error(exception: Exception) -> None:
    """An event failed before our own handler had it. The page hears nothing: no toast, no words."""
    logs.note(exception)


def _tidy_seldom() -> None:
    """What was loaded stays and need not be looked through for what is left over; the rest seldom.

    With a thousand pages open Python's collector stopped everything for up to a second, every
    quarter of a minute: it counts what is made, and a page is made of many small things.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 100)


@contextlib.asynccontextmanager
async def house_of_this_process() -> AsyncIterator[None]:
    """Build the house, hand over what the outbox holds, listen to hints; give all of it back."""
    logs.set_up()
    house = await bootstrap.build_house(Settings.from_env(os.environ))
    bootstrap.use_house(house)
    Whole.proxies = house.settings.proxies
    push.use_app(app)
    stop = asyncio.Event()
    delivering = asyncio.gather(
        outbox.run(house, stop), mail.run(house, stop), web_push.run(house, stop)
    )
    try:
        async with keeping(house):
            _tidy_seldom()
            logs.info(logs.Word.STARTED)
            yield
    finally:
        stop.set()
        await asyncio.gather(delivering, return_exceptions=True)
        await bootstrap.close_house(house)
        logs.info(logs.Word.STOPPED)


sealed_pages.install()
app = rx.App(
    html_lang="en-GB",
    stylesheets=list(theme.STYLESHEETS),
    head_components=theme.head(),
    api_transformer=around(BUILT),
    reset_style=False,
    toaster=None,
    frontend_exception_handler=_browser_error,
    backend_exception_handler=_server_error,
)
app.app_wraps[5, "Overlay"] = _no_overlay
app.app_wraps[55, "ErrorBoundary"] = lambda _stateful: or_broken()
app.add_middleware(Gate(), index=0)
app.register_lifespan_task(house_of_this_process)
for route in ROUTES:
    app.add_page(
        route.page, route=route.path, on_load=list(route.on_load), title=route.title, meta=[]
    )
