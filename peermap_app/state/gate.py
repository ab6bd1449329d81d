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
from reflex.event import Event
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate

from peermap_app.live import quiet
from peermap_app.state.held import forget_what_is_not_theirs

LOADING = frozenset({"hydrate", "hydrate_and_load", "on_load_internal", "set_is_hydrated"})
"""Reflex's own handlers that every page needs. `setvar` and `update_vars_internal` are none."""
SENDS_ALL = frozenset({"hydrate", "hydrate_and_load"})
"""Those that send a page all that its state holds."""
BURST = 120
PER_SECOND = 30.0
MOST_PAGES = 20_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Gate(Middleware):
    """`app.add_middleware(Gate(), index=0)`: before Reflex's own middleware."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """None lets the event run; an empty update stops it without a word."""
        token = str(state.router.session.client_token)
        if self._slowed(token) or not _may_be_called(state, event):
            quiet.log.warning("event refused")
            return StateUpdate()
        if event.name.rpartition(".")[2] in SENDS_ALL:
            await forget_what_is_not_theirs(state._get_root_state())
        return None

    def _slowed(self, token: str) -> bool:
        """Whether this page sent more than a person can: a bucket that fills as time goes by."""
        now = time.monotonic()
        bucket = self._buckets.pop(token, None) or _Bucket(BURST, now)
        bucket.left = min(BURST, bucket.left + (now - bucket.at) * PER_SECOND)
        bucket.at = now
        self._buckets[token] = bucket
        while len(self._buckets) > MOST_PAGES:
            self._buckets.popitem(last=False)
        if bucket.left < 1:
            return True
        bucket.left -= 1
        return False


def _may_be_called(state: BaseState, event: Event) -> bool:
    path, _, name = event.name.rpartition(".")
    if name in LOADING:
        return True
    try:
        called = type(state).get_class_substate(path)
    except ValueError:
        return False
    handler = called.event_handlers.get(name)
    return handler is not None and getattr(handler.fn, "__guarded__", False) is True
