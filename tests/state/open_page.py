"""A page's state as one open page has it: with its cookie, its address, and what was pushed to it.

Handlers are called as the websocket would call them, and pushes are caught where they would leave.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar, cast

import reflex as rx
from reflex.event import Event
from reflex.istate.data import HeaderData, PageData, SessionData

from peermap_app.live import push
from peermap_app.state.gate import Gate
from peermap_app.state.guarded import Page
from peermap_app.state.tablet import TabletState

S = TypeVar("S", bound=Page)


class Wire:
    """Stands in for `push.to_page`: what each page's vars were set to, newest last."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, push.Delta]] = []
        self.led: list[tuple[str, str]] = []

    async def to_page(self, token: str, change: push.Delta) -> bool:
        """Remember it."""
        self.sent.append((token, change))
        return True

    async def lead_away(self, token: str, path: str) -> bool:
        """Remember where a page was sent."""
        self.led.append((token, path))
        return True

    def on(self, state: Page) -> dict[str, Any]:
        """All vars that were pushed to one page, as the page has them now."""
        name, token = state.get_full_name(), state.router.session.client_token
        shown: dict[str, Any] = {}
        for to, change in self.sent:
            if to == token:
                shown |= change.get(name, {})
        return shown


def open_page(kind: type[S], *, cookie: str = "", token: str = "page-1", **params: str) -> S:
    """A page that is open: `cookie` is its Cookie header, `params` the parts of its address."""
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    state = root.get_substate(kind.get_full_name().split("."))
    assert isinstance(state, kind)
    state.rx_router_headers = HeaderData(cookie=cookie)
    state.rx_router_session = SessionData(client_token=token, client_ip="127.0.0.1", session_id="s")
    state.rx_router_page = PageData(params=params)
    return state


async def comes_back(page: Page, *, anew: bool = False) -> None:
    """A page connects again after a cut, or is opened `anew`: what runs before its own loading."""
    payload = {"hashes": ["as", "built"]} if anew else {}
    event = Event(name="reflex___state____state.hydrate_and_load", payload=payload)
    assert await Gate().preprocess(None, page._get_root_state(), event) is None  # type: ignore[arg-type]


def seen(tablet: TabletState) -> dict[str, Any]:
    """What a tablet's page sends with Keep: what it shows, as the browser has it."""
    names = ("keep", "plan", "talk", "mark", "here", "fine", "picture")
    shown = {name: getattr(tablet.say, name) for name in names}
    return cast("dict[str, Any]", json.loads(json.dumps(shown)))
