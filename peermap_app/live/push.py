"""The one place that sends a change to an open page, without touching any state on the server.

A var set like this is on the page only: the truth lies in the room or in the database, and
a page that loads or reconnects reads it there. Figures: `platform-notes.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import reflex as rx
from reflex.event import Event
from reflex.istate.manager.token import BaseStateToken
from reflex.state import StateUpdate

Delta = Mapping[str, Mapping[str, Any]]
"""Full state name -> {var name: value}, as `delta(State, var=value)` makes it."""

_VAR_SUFFIX = "_rx_state_"


class _Reach:
    """Holds the app of this process; set once by the wiring, and by tests."""

    app: Any = None


def use_app(app: rx.App | None) -> None:
    """Say which app's pages `to_page` reaches."""
    _Reach.app = app


def delta(state: type[rx.State], **values: Any) -> Delta:
    """A change of some vars of one state, to be handed to `to_page`."""
    return {state.get_full_name(): values}


def connected(token: str) -> bool:
    """Whether this process holds the websocket of that page now."""
    namespace = getattr(_Reach.app, "event_namespace", None)
    return namespace is not None and token in namespace.token_to_sid


async def to_page(token: str, change: Delta) -> bool:
    """Set vars on one open page. False when this process does not hold it (any more)."""
    if not connected(token):
        return False
    await _Reach.app.event_namespace.emit_update(StateUpdate(delta=wire(change)), token)
    return True


def wire(change: Delta) -> dict[str, dict[str, Any]]:
    """A change as Reflex sends it."""
    return {
        state: {f"{name}{_VAR_SUFFIX}": value for name, value in values.items()}
        for state, values in change.items()
    }


async def forget(token: str, emptied: Callable[[Any], None]) -> None:
    """Empty what the server itself still holds of an open page; what changed by it is sent too.

    It waits for the page's handler that is running, and for whichever process holds the state.
    """
    if not connected(token) or not hasattr(_Reach.app, "modify_state"):
        return
    async with _Reach.app.modify_state(BaseStateToken(ident=token, cls=rx.State)) as root:
        emptied(root)


async def lead_away(token: str, path: str) -> bool:
    """Send one open page to another address. False when this process does not hold it."""
    if not connected(token):
        return False
    events = Event.from_event_type(rx.redirect(path, replace=True))
    await _Reach.app.event_namespace.emit_update(StateUpdate(events=events), token)
    return True
