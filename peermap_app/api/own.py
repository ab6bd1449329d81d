"""Plain pages of somebody who is signed in: who asks, the idle lock, what becomes of a refusal."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from peermap_app import bootstrap
from peermap_app.domain.errors import Refusal
from peermap_app.live import identity
from peermap_app.services import accounts, idle_lock, turned_away
from peermap_app.services.unit import Who
from peermap_app.words.idle_lock import ON_A_PAGE

from . import templates
from .sessions import SIGN_IN
from .wire import address_of

CONFIRM = "/confirm"


async def asker(request: Request) -> Who | None:
    """Who the session cookie of this request says; None is recorded, and led to the door."""
    house = bootstrap.house()
    token = identity.cookie(request.headers.get("cookie"), identity.SESSION_COOKIE)
    address = address_of(request.scope)
    who = await accounts.who_is(house, token, address)
    if who is None:
        where = request.url.path.split("/")[1]
        await turned_away.note(
            house, where=f"page /{where}", rule="no_session", address=address, session=token
        )
    return who


def page(name: str, *, owner: str | None, status: int = 200, **values: Any) -> Response:
    """A page from a template, which covers itself when nobody touches it.

    `owner`: the worker whom it is shown to; nobody else opens it again.
    """
    house = bootstrap.house()
    after, mark = house.settings.lock_after, idle_lock.mark(house, owner)
    behind = templates.Behind(int(after.total_seconds()), ON_A_PAGE, mark)
    return templates.page(name, status=status, behind=behind, **values)


def to_the_door() -> Response:
    """For whoever is signed out."""
    return RedirectResponse(SIGN_IN, status_code=303)


def led_on(refusal: Refusal, then: str, otherwise: str) -> Response | None:
    """Where a refusal leads: to the door, to showing who is there first and then back, or nowhere

    (None: the page says the sentence). Somebody else's thing leads to `otherwise`.
    """
    if refusal.code == "signed_out":
        return to_the_door()
    if refusal.code == "confirm_first":
        return RedirectResponse(f"{CONFIRM}?then={then}", status_code=303)
    if refusal.code in ("not_found", "half_over", "factor_first"):
        return RedirectResponse(otherwise, status_code=303)
    return None
