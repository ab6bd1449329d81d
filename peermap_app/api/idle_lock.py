"""The idle lock: POST /lock by a page that nobody touches, and the ways to open it at /unlock.

An open page asks by itself and keeps what was typed (assets/lock.js); whoever comes from elsewhere
is led to the plain page at /unlock, and on from there to where they were going.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from peermap_app import bootstrap
from peermap_app.domain.errors import Refusal
from peermap_app.live import identity
from peermap_app.services import accounts, idle_lock
from peermap_app.services.unit import Who
from peermap_app.words import errors, signing_in
from peermap_app.words import idle_lock as w

from . import confirm, own, page_owner, templates
from .sessions import HOME
from .wire import address_of

UNLOCK = "/unlock"
Opens = Callable[[bootstrap.House, Who, object], Awaitable[None]]
"""A way to open it, with what was sent for it: anything."""


async def lock(request: Request) -> Response:
    """Lock it, unless another page of the session was touched since; what opens it again.

    401 once it is over, and for a page that was shown to somebody else (`page_owner`).
    """
    if await page_owner.is_anothers(request):
        return Response(status_code=401)
    house, token, address = _of(request)
    who = await accounts.who_is(house, token, address, present=False)
    if who is not None and not await idle_lock.lock(house, who):
        return JSONResponse({"open": True})
    locked = await idle_lock.behind(house, token, address)
    if locked is None:
        return Response(status_code=401)
    asked = await idle_lock.asked(house, locked)
    return JSONResponse({"app": asked.app, "passkey": asked.passkey, "password": asked.password})


async def show(request: Request) -> Response:
    """The page that asks for a code, a passkey, or the password of who has neither."""
    who = await _locked(request)
    return _onward(request) if who is None else await _page(request, who)


async def submit(request: Request) -> Response:
    """Open it by what was typed."""
    return await _by(request, "code", idle_lock.open_again)


async def ask_passkey(request: Request) -> Response:
    """What one's own passkey signs to open it."""
    if await _is_anothers(request):
        return Response(status_code=401)
    who = await _locked(request)
    if who is None:
        return await _not_locked(request)
    return Response(await idle_lock.to_open(bootstrap.house(), who), media_type="application/json")


async def by_passkey(request: Request) -> Response:
    """Open it by a passkey."""
    return await _by(request, "answer", idle_lock.open_by_passkey)


async def _by(request: Request, field: str, opens: Opens) -> Response:
    """Open it by one field of the form; a refusal stands on the page, or in its answer."""
    if await _is_anothers(request):
        return Response(status_code=401)
    who = await _locked(request)
    if who is None:
        return await _not_locked(request)
    async with request.form(max_files=0, max_fields=4) as form:
        shown = form.get(field)
    try:
        await opens(bootstrap.house(), who, shown)
    except Refusal as refusal:
        return await _refused(request, who, refusal)
    return _opened(request)


def _of(request: Request) -> tuple[bootstrap.House, str | None, str]:
    token = identity.cookie(request.headers.get("cookie"), identity.SESSION_COOKIE)
    return bootstrap.house(), token, address_of(request.scope)


async def _locked(request: Request) -> Who | None:
    return await idle_lock.behind(*_of(request))


def _asks_by_itself(request: Request) -> bool:
    """An open page, which keeps what it shows; a form that a browser sends wants a page back."""
    return request.headers.get("accept") == "application/json"


async def _is_anothers(request: Request) -> bool:
    """A page that keeps what it shows opens by its owner alone; the plain page at /unlock has

    nothing behind it, and leads to where whoever is signed in may go.
    """
    return _asks_by_itself(request) and await page_owner.is_anothers(request)


def _opened(request: Request) -> Response:
    return Response(status_code=204) if _asks_by_itself(request) else _onward(request)


async def _not_locked(request: Request) -> Response:
    """Another page was quicker, or it is over: an open page must know which before it shows."""
    if _asks_by_itself(request) and await accounts.who_is(*_of(request), present=False) is None:
        return Response(status_code=401)
    return _opened(request)


def _onward(request: Request) -> Response:
    return RedirectResponse(confirm.place(request, HOME), status_code=303)


async def _refused(request: Request, who: Who, refusal: Refusal) -> Response:
    if refusal.code == "signed_out":
        return Response(status_code=401) if _asks_by_itself(request) else own.to_the_door()
    if not _asks_by_itself(request):
        return await _page(request, who, refusal)
    said = JSONResponse({"sentence": errors.sentence(refusal)}, templates.status(refusal))
    said.headers.update(templates.seconds(refusal.data))
    return said


async def _page(request: Request, who: Who, refusal: Refusal | None = None) -> Response:
    try:
        asked = await idle_lock.asked(bootstrap.house(), who)
    except Refusal:
        return own.to_the_door()
    response = templates.page(
        "unlock.html",
        status=templates.status(refusal) if refusal else 200,
        words=w,
        ways=signing_in,
        sentence=errors.sentence(refusal) if refusal else "",
        asked=asked,
        then=confirm.place(request, HOME),
    )
    response.headers.update(templates.seconds(refusal.data) if refusal else {})
    return response
