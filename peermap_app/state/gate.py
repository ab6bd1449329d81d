"""Each event, before it runs: only handlers that were made to be called, and not too many.

Reflex lets a page call every public method of every state, and its own `setvar`,
`update_vars_internal` and the like. Only what carries `@guarded` passes, and what a page needs to
load. A flood of one page is held back, so that it cannot starve the others.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

import reflex as rx
from reflex.event import Event, EventHandler
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.constants import CompileVars

from peermap_app import bootstrap
from peermap_app.live import identity, quiet
from peermap_app.services import turned_away
from peermap_app.state.held import forget_what_is_not_theirs, forget_what_is_shown_once

LOADING = frozenset({"hydrate", "hydrate_and_load", "on_load_internal", "set_is_hydrated"})
"""Reflex's own handlers that every page needs. `setvar` and `update_vars_internal` are none."""
SENDS_ALL = frozenset({"hydrate", "hydrate_and_load"})
"""Those that send a page all that its state holds."""
OF_A_NEW_PAGE = CompileVars.PAYLOAD_HASHES
"""Only a page that the server has told nothing yet sends it (see also ui/whole_view.py)."""
BURST = 120
PER_SECOND = 30.0
MOST_PAGES = 20_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    told: float = -60.0
    """When its flood was last recorded: once a minute, for what is dropped must cost nothing."""


class Gate(Middleware):
    """`app.add_middleware(Gate(), index=0)`: before Reflex's own middleware."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """None lets the event run; an empty update stops it without a word."""
        bucket = self._bucket(str(state.router.session.client_token))
        if bucket.left < 1:
            quiet.log.warning("event refused")
            if bucket.at - bucket.told >= 60:
                bucket.told = bucket.at
                await _note(state, event, "flood")
            return StateUpdate()
        bucket.left -= 1
        if not _may_be_called(state, event):
            quiet.log.warning("event refused")
            await _note(state, event, "not_callable")
            return StateUpdate()
        if event.name.rpartition(".")[2] in SENDS_ALL:
            root = state._get_root_state()
            await forget_what_is_not_theirs(root)
            if event.payload.get(OF_A_NEW_PAGE):
                forget_what_is_shown_once(root)
        return None

    def _bucket(self, token: str) -> _Bucket:
        """What this page may still send: a bucket that fills as time goes by."""
        now = time.monotonic()
        bucket = self._buckets.pop(token, None) or _Bucket(BURST, now)
        bucket.left = min(BURST, bucket.left + (now - bucket.at) * PER_SECOND)
        bucket.at = now
        self._buckets[token] = bucket
        while len(self._buckets) > MOST_PAGES:
            self._buckets.popitem(last=False)
        return bucket


def _may_be_called(state: BaseState, event: Event) -> bool:
    if event.name.rpartition(".")[2] in LOADING:
        return True
    _, handler = _called(state, event)
    return handler is not None and getattr(handler.fn, "__guarded__", False) is True


def _called(state: BaseState, event: Event) -> tuple[str, EventHandler | None]:
    """Our own name of what an event calls, and its handler; "unknown" and None without one."""
    path, _, name = event.name.rpartition(".")
    try:
        called = type(state).get_class_substate(path)
    except ValueError:
        return "unknown", None
    handler = called.event_handlers.get(name)
    return ("unknown", None) if handler is None else (f"{called.__name__}.{name}", handler)


async def _note(state: BaseState, event: Event, rule: str) -> None:
    """Record it (rule 10), under the name of our code and not under what was sent."""
    cookies = state.router.headers.cookie
    await turned_away.note(
        bootstrap.house(),
        where=_called(state, event)[0],
        rule=rule,
        address=str(state.router.session.client_ip),
        session=identity.cookie(cookies, identity.SESSION_COOKIE),
        device=identity.cookie(cookies, identity.DEVICE_COOKIE),
    )
