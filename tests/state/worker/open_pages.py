"""Open pages of workers for state tests: real states, a real house, and a wire that remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import reflex as rx
from reflex.istate.data import RouterData

from peermap_app.live.identity import SESSION_COOKIE
from peermap_app.live.pages import pages
from peermap_app.services.unit import writing
from peermap_app.storage.tables import SignInSession, new_id
from tests.services.world import World

S = TypeVar("S", bound=rx.State)


@dataclass
class FakeWire:
    """Stands for the socket namespace of Reflex: knows every page, remembers what it was sent."""

    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    events: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def event_namespace(self) -> FakeWire:
        """The app's own name for it."""
        return self

    @property
    def token_to_sid(self) -> FakeWire:
        """Every page is connected."""
        return self

    def __contains__(self, token: object) -> bool:
        return True

    async def emit_update(self, update: Any, token: str) -> None:
        """Remember it."""
        if update.delta:
            self.sent.append((token, update.delta))
        self.events.extend((token, event) for event in update.events)

    def set_on(self, token: str, state: type[rx.State]) -> dict[str, Any]:
        """What a page was last sent for one state, by the names of its vars."""
        for to, delta in reversed(self.sent):
            if to == token and state.get_full_name() in delta:
                values = delta[state.get_full_name()]
                return {name.removesuffix("_rx_state_"): value for name, value in values.items()}
        return {}


async def signed_in(world: World, name: str) -> str:
    """A session of that worker; gives the token that its cookie holds."""
    token, now = new_id() * 2, world.house.clock()
    async with writing(world.house) as session:
        session.add(
            SignInSession(
                token_hash=world.house.keys.lookup("session", token),
                worker_id=world.worker_id(name),
                created_at=now,
                seen_at=now,
                touched_at=now,
                expires_at=now + timedelta(hours=8),
                second=True,
                proved_at=now,
            )
        )
    return token


async def a_page(
    world: World,
    name: str | None,
    state: type[S],
    *,
    page: str = "page-1",
    **parts: str,
) -> S:
    """The state of a page that `name` opened (None: nobody), its address made of `parts`."""
    cookie = f"{SESSION_COOKIE}={await signed_in(world, name)}" if name else ""
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    root.router = RouterData.from_router_data(
        {
            "headers": {"cookie": cookie},
            "token": page,
            "ip": "127.0.0.1",
            "query": parts,
            "pathname": "/",
            "asPath": "/",
        }
    )
    found = root.get_substate(state.get_full_name().split("."))
    assert isinstance(found, state)
    return found


async def call(page: rx.State, handler: str, *arguments: Any) -> Any:
    """Call a handler as the page's websocket does."""
    return await type(page).event_handlers[handler].fn(page, *arguments)


async def hear(world: World, name: str, kind: str) -> None:
    """What the bus does with a hint for a worker."""
    pages.deliver(f"worker:{world.worker_id(name)}", {"kind": kind})
    await pages.settled()


def shown(page: rx.State) -> str:
    """Everything that the page's own vars would send, as text."""
    return repr(page.dict()[page.get_full_name()])


def address(answer: Any) -> str:
    """Where a handler's answer leads."""
    return str({str(key): value for key, value in answer.args}["path"])
