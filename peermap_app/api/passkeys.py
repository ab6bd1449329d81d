"""Passkeys at the door, on one's own page and before what asks for a proof.

Each is two requests: a script asks what is to be signed, and the answer comes as a plain form.
"""

from __future__ import annotations

import functools

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from peermap_app import bootstrap
from peermap_app.domain.errors import Kind, Refusal
from peermap_app.live import identity
from peermap_app.services import passkeys
from peermap_app.services.unit import Who
from peermap_app.words import errors
from peermap_app.words import signing_in as w

from . import confirm, cookies, own, templates
from .second_step import recovery_page
from .sessions import begun, home
from .wire import address_of

DOOR, HERE, ADD = "/sign-in", "/signing-in", "/signing-in/passkey"


async def ask_sign_in(request: Request) -> Response:
    """What a passkey signs at the door, for this browser alone."""
    house = bootstrap.house()
    try:
        token, options = await passkeys.to_sign_in(house, address_of(request.scope))
    except Refusal as refusal:
        return _refused(refusal, DOOR)
    response = _options(options)
    cookies.give(response, house.settings, identity.ASKED_COOKIE, token, lasts=passkeys.LASTS)
    return response


async def sign_in(request: Request) -> Response:
    """In by a passkey alone."""
    house, header = bootstrap.house(), request.headers.get("cookie")
    raw, _ = await _typed(request)
    try:
        signed_in = await passkeys.sign_in(
            house,
            identity.cookie(header, identity.ASKED_COOKIE),
            raw,
            address_of(request.scope),
            presented=identity.cookie(header, identity.SESSION_COOKIE),
        )
    except Refusal as refusal:
        return _refused(refusal, DOOR)
    response = await begun(request, signed_in, RedirectResponse(home(request), status_code=303))
    cookies.take_away(response, house.settings, identity.ASKED_COOKIE)
    return response


async def show_add(request: Request) -> Response:
    """Name a passkey and make it."""
    who = await own.asker(request)
    return own.to_the_door() if who is None else _add_page(who)


async def ask_add(request: Request) -> Response:
    """What a new passkey signs."""
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    try:
        return _options(await passkeys.to_add(bootstrap.house(), who))
    except Refusal as refusal:
        return _refused(refusal, ADD, who)


async def add(request: Request) -> Response:
    """Add it; the recovery codes are shown once when it is the first factor."""
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    raw, name = await _typed(request)
    try:
        codes = await passkeys.add(bootstrap.house(), who, name, raw)
    except Refusal as refusal:
        typed = name if isinstance(name, str) else ""
        return own.led_on(refusal, ADD, HERE) or _add_page(who, refusal, typed)
    if not codes:
        return RedirectResponse(HERE, status_code=303)
    return recovery_page(codes, owner=who.worker_id, onward=HERE)


async def ask_confirm(request: Request) -> Response:
    """What one's own passkey signs to show who is there."""
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    try:
        return _options(await passkeys.to_confirm(bootstrap.house(), who))
    except Refusal as refusal:
        return _refused(refusal, HERE, who)


async def confirm_self(request: Request) -> Response:
    """Shown: on to what asked for it."""
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    raw, _ = await _typed(request)
    try:
        await passkeys.confirm(bootstrap.house(), who, raw)
    except Refusal as refusal:
        return _refused(refusal, f"/confirm?then={confirm.place(request)}", who)
    return confirm.go_on(request)


async def _typed(request: Request) -> tuple[object, object]:
    async with request.form(max_files=0, max_fields=4) as form:
        return form.get("answer"), form.get("name")


def _options(options: str) -> Response:
    return Response(options, media_type="application/json")


def _add_page(who: Who, refusal: Refusal | None = None, name: str = "") -> Response:
    return own.page(
        "add_passkey.html",
        owner=who.worker_id,
        status=200 if refusal is None else 422,
        words=w,
        sentence=errors.sentence(refusal) if refusal else "",
        called=name[:80],
    )


def _refused(refusal: Refusal, back: str, who: Who | None = None) -> Response:
    """One sentence and the way back; a script that only asked goes there too."""
    page = functools.partial(own.page, owner=who.worker_id) if who else templates.page
    response = page(
        "passkey_refused.html",
        status=429 if refusal.kind is Kind.TOO_MANY else 422,
        words=w,
        sentence=errors.sentence(refusal),
        back=back,
    )
    response.headers.update(templates.seconds(refusal.data))
    return response
