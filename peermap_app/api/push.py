"""Phones that take pushes: POST /phone, /phone/end, /phone-renew; and POST /reached.

The first two are asked by a worker's open page. The other two are asked by the service worker, with
no page and perhaps nobody signed in: the one by the cookie that tells this browser, the other by
the reference in a push alone. None of them opens anything, and each answers without a word.
"""

from __future__ import annotations

import json
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from peermap_app import bootstrap
from peermap_app.domain.errors import Kind, Refusal
from peermap_app.live import identity
from peermap_app.services import push_sending, web_push
from peermap_app.services.unit import Who
from peermap_app.words import errors
from peermap_app.words.devices import device_of

from . import cookies, own, page_owner, templates

PHONE, RENEW, REACHED = "/phone", "/phone-renew", "/reached"
LASTS = timedelta(days=400)
"""As long as browsers keep a cookie; each sign-in begins it anew."""


async def add(request: Request) -> Response:
    """Push to this browser from now on. 401: sign in; else a sentence where it was refused."""
    house = bootstrap.house()
    who = await _asker(request)
    if who is None:
        return Response(status_code=401)
    kind = device_of(request.headers.get("user-agent", "")[:400])
    try:
        token = await web_push.add(house, who, await _subscription(request), phone(request), kind)
    except Refusal as refusal:
        return _refused(refusal)
    response = Response(status_code=204)
    cookies.give(response, house.settings, identity.PHONE_COOKIE, token, lasts=LASTS)
    return response


async def end(request: Request) -> Response:
    """No more pushes to this browser."""
    house = bootstrap.house()
    who = await _asker(request)
    if who is None:
        return Response(status_code=401)
    try:
        await web_push.end_here(house, who, phone(request))
    except Refusal as refusal:
        return _refused(refusal)
    response = Response(status_code=204)
    cookies.take_away(response, house.settings, identity.PHONE_COOKIE)
    return response


async def renew(request: Request) -> Response:
    """This browser is reached elsewhere now. The same answer for every phone that is none.

    429: it had been given up, and its owner has enough others meanwhile.
    """
    try:
        await web_push.renew(bootstrap.house(), phone(request), await _subscription(request))
    except Refusal as refusal:
        found = refusal.kind is not Kind.NOT_FOUND
        return Response(status_code=templates.status(refusal) if found else 404)
    return Response(status_code=204)


async def reached(request: Request) -> Response:
    """A push came. Whatever is sent, the answer is the same."""
    async with request.form(max_files=0, max_fields=2) as form:
        said = form.get("d")
    await push_sending.reached(bootstrap.house(), said)
    return Response(status_code=204)


def phone(request: Request) -> str | None:
    """The cookie that tells this browser again."""
    return identity.cookie(request.headers.get("cookie"), identity.PHONE_COOKIE)


async def _asker(request: Request) -> Who | None:
    """Who is signed in; nobody where the page that asks was shown to somebody else."""
    if await page_owner.is_anothers(request, must_say=False):
        return None
    return await own.asker(request)


async def _subscription(request: Request) -> object:
    """What was sent as one; None for what is no JSON."""
    async with request.form(max_files=0, max_fields=4) as form:
        text = form.get("subscription")
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None


def _refused(refusal: Refusal) -> Response:
    if refusal.code == "signed_out":
        return Response(status_code=401)
    said = JSONResponse({"sentence": errors.sentence(refusal)}, templates.status(refusal))
    said.headers.update(templates.seconds(refusal.data))
    return said
