"""Each event, before it runs: only handlers that were made to be called, and not too many.

Reflex lets a page call every public method of every state, and its own `setvar`,
`update_vars_internal` and the like. Only what carries `@guarded` passes, and what a page needs to
load. A flood of one page is held back, so that it cannot starve the others.
"""

from __future__ import annotations

import functools
import inspect
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx
from reflex.event import Event, EventHandler
from reflex.middleware.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex_base.constants import CompileVars

from peermap_app import bootstrap, logs
from peermap_app.domain.errors import Invalid
from peermap_app.live import identity, push, quiet
from peermap_app.services import turned_away
from peermap_app.state.guarded import Page
from peermap_app.state.held import forget_what_is_shown_once, forget_what_was_read, is_covered
from peermap_app.state.live import COVERED, unread_now

LOADING = frozenset({"hydrate", "hydrate_and_load", "on_load_internal", "set_is_hydrated"})
"""Reflex's own handlers that every page needs. `setvar` and `update_vars_internal` are none."""
SENDS_ALL = frozenset({"hydrate", "hydrate_and_load"})
"""Those that send a page all that its state holds."""
OF_A_NEW_PAGE = CompileVars.PAYLOAD_HASHES
"""Only a page that the server has told nothing yet sends it (see also ui/whole_view.py)."""
TOO_LARGE = {"too_large": True}
"""What api/gate_size.py puts in the place of what was too much to read."""
UNREADABLE = {"unreadable": True}
"""What api/gate_signs.py puts in the place of what no database and no encoder takes."""
BURST = 120
PER_SECOND = 30.0
OF_AN_ADDRESS = 2400
OF_AN_ADDRESS_PER_SECOND = 600.0
"""All pages behind one address together, in one process: sixty tablets of one office that all draw
as fast as they can."""
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
        bucket = self._bucket(str(state.router.session.client_token), BURST, PER_SECOND)
        address = str(state.router.session.client_ip)
        shared = self._bucket(f"of {address}", OF_AN_ADDRESS, OF_AN_ADDRESS_PER_SECOND)
        if bucket.left < 1 or shared.left < 1:
            logs.warn(logs.Word.EVENT_REFUSED)
            if bucket.at - bucket.told >= 60:
                bucket.told = bucket.at
                await _note(state, event, "flood")
            return StateUpdate()
        bucket.left -= 1
        shared.left -= 1
        if not _may_be_called(state, event):
            logs.warn(logs.Word.EVENT_REFUSED)
            await _note(state, event, "not_callable")
            return StateUpdate()
        why = await _why_not_read(state, event)
        if why is not None:
            return await _said(state, event, why)
        if event.name.rpartition(".")[2] in SENDS_ALL:
            try:
                return await _before_all_is_sent(state._get_root_state(), event)
            except Exception as problem:
                # The database is away: nothing is sent, and the page asks again by itself.
                quiet.note(problem)
                return StateUpdate(delta=push.wire(unread_now()))
        return None

    def _bucket(self, of: str, most: int, per_second: float) -> _Bucket:
        """What this page, or this address, may still send: it fills as time goes by."""
        now = time.monotonic()
        bucket = self._buckets.pop(of, None) or _Bucket(most, now)
        bucket.left = min(most, bucket.left + (now - bucket.at) * per_second)
        bucket.at = now
        self._buckets[of] = bucket
        while len(self._buckets) > MOST_PAGES:
            self._buckets.popitem(last=False)
        return bucket


async def _before_all_is_sent(root: BaseState, event: Event) -> StateUpdate | None:
    if await is_covered(root):
        return _covered()
    await forget_what_was_read(root)
    if event.payload.get(OF_A_NEW_PAGE):
        forget_what_is_shown_once(root)
    return None


def _may_be_called(state: BaseState, event: Event) -> bool:
    if event.name.rpartition(".")[2] in LOADING:
        return True
    _, handler = _called(state, event)
    return handler is not None and getattr(handler.fn, "__guarded__", False) is True


async def _why_not_read(state: BaseState, event: Event) -> str | None:
    """Why an event's arguments reach no method; None when they do."""
    if event.payload in (TOO_LARGE, UNREADABLE):
        return str(next(iter(event.payload)))
    if _fits(state, event):
        return None
    logs.warn(logs.Word.EVENT_REFUSED)
    await _note(state, event, "other_arguments")
    return "page_is_old"


def _fits(state: BaseState, event: Event) -> bool:
    """Whether what is called takes these arguments, by their names: what of them it can use, it
    says itself."""
    _, handler = _called(state, event)
    if handler is None:
        return False
    try:
        _signature(handler.fn).bind(state, **event.payload)
    except TypeError:
        return False
    return True


@functools.lru_cache(maxsize=2000)
def _signature(handler: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(handler)


async def _said(state: BaseState, event: Event, why: str) -> StateUpdate:
    """The page's own notice says why nothing was done, and nothing else of the page changes.

    The guard's marks anybody may send: they are told what is true of nothing.
    """
    root = state._get_root_state()
    page = await root.get_state(root.get_class_substate(event.name.rpartition(".")[0]))
    if isinstance(page, Page):
        page._refused(Invalid(why))
    delta = await root._get_resolved_delta()
    root._clean()
    return StateUpdate(delta=delta)


def _covered() -> StateUpdate:
    """All that is sent of the page of a locked session."""
    return StateUpdate(delta=push.wire(COVERED))


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
