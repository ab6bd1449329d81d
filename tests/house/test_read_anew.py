"""What hydrating sends: nothing that a page's state read of a case, whatever state comes next.

A state that is added begins with the rule of `Page`, which keeps nothing. What keeps more says so
here, and why that is nothing of a case.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import reflex as rx
from reflex.state import BaseState

from peermap_app import ui
from peermap_app.state.alerts import AlertsState
from peermap_app.state.drawing import DrawingState
from peermap_app.state.drawing_views import DrawingView
from peermap_app.state.due import DueState
from peermap_app.state.forms import FormPage
from peermap_app.state.guarded import Page
from peermap_app.state.live import LiveState
from peermap_app.state.my_map import MyMapState
from peermap_app.state.receipt import ReceiptState
from peermap_app.state.share_without import ShareAcceptState, ShareAskState
from peermap_app.state.tablet import TabletState
from peermap_app.state.together import TogetherState
from peermap_app.ui.pages import ROUTES

OF_FORMS = {"problems", "found", "taken"}
"""Sentences beside what the page's own owner has just typed, and how often it was taken."""
TYPED = {"_typed", "_typed_at", "_typed_about"}
"""What was typed before /confirm: on the server alone, for ten minutes."""
STAYS = {
    AlertsState: {"tab", "later"},
    DrawingState: {"offer", "watching", "asks_end", "view"},
    DueState: {*OF_FORMS, "_ticked", "_ticked_at"},
    TogetherState: {*OF_FORMS, "seen", "of_form"},
    ShareAskState: {*OF_FORMS, *TYPED},
    ShareAcceptState: {*OF_FORMS, *TYPED},
    MyMapState: {*OF_FORMS, "ended", "written"},
}
"""The code that this page was given, ids, and what was tapped."""
WHOLE = {LiveState, TabletState, ReceiptState}
"""Who is signed in; what a young person tapped on their own tablet, and the card made on it."""


def states(of: type[BaseState] = rx.State) -> Iterator[type[Page]]:
    """Every page's state of ours."""
    for kind in of.get_substates():
        if kind.__module__.startswith(f"{ui.__name__.partition('.')[0]}."):
            assert issubclass(kind, Page), kind
            yield kind
        yield from states(kind)


def kept(kind: type[Page]) -> set[str]:
    """Which of its vars, each set to something else than it begins with, are left."""
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    page: Any = root.get_substate(kind.get_full_name().split("."))
    own = {name: field for name, field in kind.get_fields().items() if field._owner is kind}
    for name, field in own.items():
        setattr(page, name, other(field.default_value()))
    page._forget_what_was_read()
    return {name for name, field in own.items() if getattr(page, name) != field.default_value()}


def other(value: Any) -> Any:
    """Something of its kind that it is not."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [each.name for each in dataclasses.fields(value) if each.type in ("str", str)]
        return dataclasses.replace(value, **dict.fromkeys(names, "read")) if names else "read"
    return "read"


def test_no_state_keeps_what_it_read() -> None:
    """Each of them, and none is left out of the walk."""
    walked = set(states())
    loaded = {load.fn.__qualname__.partition(".")[0] for each in ROUTES for load in each.on_load}
    assert loaded <= {kind.__name__ for kind in walked}
    assert walked > WHOLE | set(STAYS)
    for kind in walked - WHOLE:
        forms = OF_FORMS if issubclass(kind, FormPage) else set()
        assert kept(kind) == STAYS.get(kind, forms), kind.__name__


def test_a_drawing_keeps_ids_alone() -> None:
    """The page comes back to the same drawing; whose it is it reads anew."""
    root = rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]
    page: Any = root.get_substate(DrawingState.get_full_name().split("."))
    page.view = DrawingView("drawing", "a case", "a drawing", "KES-1", "K", present=("carer",))
    page._forget_what_was_read()
    assert page.view == DrawingView(case_id="a case", drawing_id="a drawing")
