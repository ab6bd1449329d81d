"""What a page's state still holds on the server, and when it must go before anything is sent.

Hydration sends a page all that its state holds, before any handler of ours asks who is there. A
page that read a case while that was right would get it again after the right had ended.
"""

from __future__ import annotations

from collections.abc import Iterator

from reflex.state import BaseState

from peermap_app import bootstrap
from peermap_app.domain.errors import NotAllowed
from peermap_app.live import identity
from peermap_app.services import idle_lock
from peermap_app.services.standing import standing
from peermap_app.state.guarded import Page
from peermap_app.state.live import LiveState


async def is_covered(root: BaseState) -> bool:
    """Whether this page's session is locked: then nothing that the page holds is sent."""
    page = await root.get_state(LiveState)
    token = page._cookie(identity.SESSION_COOKIE)
    return await idle_lock.behind(bootstrap.house(), token, page._address()) is not None


async def forget_what_is_not_theirs(root: BaseState) -> None:
    """Empty every page's state when the worker or the tablet stands otherwise than last time.

    Otherwise it stays: a page that comes back after a cut loses nothing of what was typed.
    """
    held = await root.get_state(LiveState)
    now = await _now(held)
    if held._standing == now:
        return
    for page in list(_pages(root)):
        page.reset()  # type: ignore[no-untyped-call]
    held._standing = now


def forget_what_is_shown_once(root: BaseState) -> None:
    """The page was opened anew: whoever reloads a tablet sees nothing of what it showed once."""
    for page in _pages(root):
        page._opened_anew()


async def _now(page: Page) -> str:
    house = bootstrap.house()
    said = []
    for who in (page._worker, page._tablet):
        try:
            said.append(await standing(house, (await who())[1]))
        except NotAllowed:
            said.append(await standing(house, None))
    return " ".join(said)


def _pages(state: BaseState) -> Iterator[Page]:
    for below in state.substates.values():
        if isinstance(below, Page):
            yield below
        yield from _pages(below)
