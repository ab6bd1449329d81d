"""What a page's state still holds on the server, and why none of it is sent again.

Hydration sends a page all that its states hold, before any handler of ours asks who is there: also
those of pages that were left, which no hint reaches. So what was read is emptied first, always, and
the page's own `load` reads it anew. In the browser both come in one piece (ui/whole_view.js).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from reflex.state import BaseState

from peermap_app import bootstrap
from peermap_app.domain.errors import NotAllowed
from peermap_app.live import identity
from peermap_app.services import idle_lock
from peermap_app.state.guarded import Page
from peermap_app.state.live import LiveState


async def is_covered(root: BaseState) -> bool:
    """Whether this page's session is locked: then nothing that the page holds is sent."""
    page = await root.get_state(LiveState)
    token = page._cookie(identity.SESSION_COOKIE)
    return await idle_lock.behind(bootstrap.house(), token, page._address()) is not None


async def forget_what_was_read(root: BaseState) -> None:
    """Nothing that was read of a case is sent again by hydrating, whether it may still be read.

    And nothing at all when somebody else is there, or with another role, than last time.
    """
    live = await root.get_state(LiveState)
    now = await _who(live)  # first: it may raise, and then nothing is emptied and nothing is sent
    for page in _pages(root):
        page._forget_what_was_read()
    if live._standing == now:
        return
    for page in _pages(root):
        page.reset()  # type: ignore[no-untyped-call]
    live._standing = now


def forget_what_is_shown_once(root: BaseState) -> None:
    """The page was opened anew: whoever reloads a tablet sees nothing of what it showed once."""
    for page in _pages(root):
        page._opened_anew()


async def _who(page: Page) -> str:
    """Which session or tablet it is and as what: compared, and never shown or recorded."""
    said = []
    for asked in (page._worker, page._tablet):
        try:
            who = (await asked())[1]
            said += [who.kind, who.session_id or "", str(who.role or ""), who.drawing_id or ""]
        except NotAllowed:
            said.append("nobody")
    return hashlib.sha256("|".join(said).encode()).hexdigest()


def _pages(state: BaseState) -> Iterator[Page]:
    for below in state.substates.values():
        if isinstance(below, Page):
            yield below
        yield from _pages(below)
