"""Whose an open page is: it says so with what it sends, and is compared with whose the cookie is.

A browser has one cookie. Whoever signs in beside a page of somebody else's opens nothing of it.
"""

from __future__ import annotations

from starlette.requests import Request

from peermap_app import bootstrap
from peermap_app.live import identity
from peermap_app.services import accounts, idle_lock, turned_away

from .wire import address_of

SAID = "whose"
"""The field in which a page says it (assets/lock.js)."""


async def is_anothers(request: Request, *, must_say: bool = True) -> bool:
    """Whether this page was shown to somebody else than whose session it is now; recorded.

    `must_say` False: a page that says nothing is let by, since it is answered with nothing.
    """
    house, address = bootstrap.house(), address_of(request.scope)
    token = identity.cookie(request.headers.get("cookie"), identity.SESSION_COOKIE)
    async with request.form(max_files=0, max_fields=4) as form:
        said = form.get(SAID)
    if said is None and not must_say:
        return False
    who = await accounts.who_is(house, token, address, present=False, locked_too=True)
    if who is None or idle_lock.is_page_of(house, who, said):
        return False  # nobody's: whoever asked next says so
    where = f"form {request.url.path}"
    await turned_away.note(
        house, where=where, rule="page_of_another", address=address, session=token
    )
    return True
