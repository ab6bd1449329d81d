"""Puts a worker's page behind the idle lock; what that does is assets/lock.js."""

from collections.abc import Callable

import reflex as rx

from peermap_app.state.live import LiveState
from peermap_app.ui.shared_file import shared_file
from peermap_app.words.idle_lock import ON_A_PAGE

_asset = shared_file("lock.jsx")


class Lock(rx.Component):
    """Around all of a page. `seconds`: after how long; 0 until the server has said it.

    `whose`: the mark of its owner. `locked`: the server said so. `waits`: an alert came in, which
    is a dot without words here. `todo`: how many, for the sign of the app on a home screen.
    `unread`: another number each time that what the page shows could not be read.
    """

    library = _asset.importable_path
    tag = "Lock"

    seconds: rx.Var[int]
    whose: rx.Var[str]
    locked: rx.Var[bool]
    waits: rx.Var[bool]
    todo: rx.Var[int]
    unread: rx.Var[int]
    words: rx.Var[dict[str, str]]


def behind(page: Callable[[], rx.Component]) -> Callable[[], rx.Component]:
    """The page of somebody who is signed in: it locks when nobody touches it."""

    def behind_the_lock() -> rx.Component:
        return Lock.create(
            page(),
            seconds=LiveState.lock_after,
            whose=LiveState.whose,
            locked=LiveState.covered,
            waits=LiveState.dot,
            todo=LiveState.badge,
            unread=LiveState.unread,
            words=ON_A_PAGE,
        )

    return behind_the_lock
