"""GET and POST /sign-in/code and /sign-in/set-up: the second step, after a right password.

Known by a cookie of its own, which opens nothing else.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import qrcode
from qrcode.image.svg import SvgPathImage
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from peermap_app import bootstrap
from peermap_app.domain.errors import Gone, Kind, Refusal
from peermap_app.domain.factors import ENROL_LASTS
from peermap_app.live import identity
from peermap_app.services import sign_in_steps, turned_away
from peermap_app.services.enrolment import SetUp
from peermap_app.words import errors
from peermap_app.words import signing_in as w

from . import cookies, own, templates
from .sessions import SIGN_IN, begun, home
from .wire import address_of

CODE, SET_UP = "/sign-in/code", "/sign-in/set-up"


def lead_on(house: bootstrap.House, half: sign_in_steps.HalfWay) -> Response:
    """From the right password to what is still missing."""
    response = RedirectResponse(SET_UP if half.must_enrol else CODE, status_code=303)
    name = identity.HALF_COOKIE
    cookies.give(response, house.settings, name, half.token, lasts=ENROL_LASTS)
    return response


async def ask_code(request: Request) -> Response:
    """The page that asks for the code."""
    half = await sign_in_steps.half_of(bootstrap.house(), _half_cookie(request))
    if half is None:
        return await _back(request)
    if half.must_enrol:
        return RedirectResponse(SET_UP, status_code=303)
    return _code_page(half)


async def submit_code(request: Request) -> Response:
    """Begin the session, or ask again with a sentence."""
    house, token = bootstrap.house(), _half_cookie(request)
    try:
        signed_in = await sign_in_steps.by_code(
            house,
            token,
            await _typed(request),
            address_of(request.scope),
            presented=identity.cookie(request.headers.get("cookie"), identity.SESSION_COOKIE),
        )
    except Gone:
        return await _back(request)
    except Refusal as refusal:
        half = await sign_in_steps.half_of(house, token)
        return await _back(request) if half is None else _code_page(half, refusal)
    return await begun(request, signed_in, RedirectResponse(home(request), status_code=303))


async def show_set_up(request: Request) -> Response:
    """The page that sets up a first factor, for who must have one and has none."""
    try:
        what = await sign_in_steps.set_up(bootstrap.house(), _half_cookie(request))
    except Gone:
        return await _back(request)
    return set_up_page(what, action=SET_UP)


async def confirm_set_up(request: Request) -> Response:
    """The first code: the session begins, and the recovery codes are shown once."""
    house, token = bootstrap.house(), _half_cookie(request)
    try:
        done = await sign_in_steps.confirm_set_up(
            house,
            token,
            await _typed(request),
            address_of(request.scope),
            presented=identity.cookie(request.headers.get("cookie"), identity.SESSION_COOKIE),
        )
    except Gone:
        return await _back(request)
    except Refusal as refusal:
        return await _asked_again(request, token, refusal)
    shown = recovery_page(done.codes, owner=done.signed_in.worker_id, onward=home(request))
    return await begun(request, done.signed_in, shown)


async def _asked_again(request: Request, token: str | None, refusal: Refusal) -> Response:
    try:
        what = await sign_in_steps.set_up(bootstrap.house(), token)
    except Gone:
        return await _back(request)
    return set_up_page(what, action=SET_UP, refusal=refusal)


def set_up_page(
    what: SetUp, *, action: str, owner: str | None = None, refusal: Refusal | None = None
) -> Response:
    """The page with the code to scan. No `owner`: part of signing in, and there is no way back.

    The secret is on this page alone, which no browser stores.
    """
    picture = qrcode.QRCode(
        border=2, error_correction=qrcode.ERROR_CORRECT_M, image_factory=SvgPathImage
    )
    picture.add_data(what.address)
    secret = what.secret
    return _answer(
        templates.page if owner is None else functools.partial(own.page, owner=owner),
        "set_up_code.html",
        refusal,
        qr=picture.make_image().to_string(encoding="unicode"),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        action=action,
        first=owner is None,
    )


def recovery_page(codes: tuple[str, ...], *, owner: str | None, onward: str) -> Response:
    """The recovery codes, this once."""
    return own.page("recovery_codes.html", owner=owner, words=w, codes=codes, onward=onward)


def _code_page(half: sign_in_steps.Half, refusal: Refusal | None = None) -> Response:
    return _answer(templates.page, "sign_in_code.html", refusal, app=half.app, passkey=half.passkey)


def _answer(
    page: Callable[..., Response], name: str, refusal: Refusal | None, **values: object
) -> Response:
    sentence = errors.sentence(refusal) if refusal else ""
    status = 200
    if refusal is not None:
        status = 429 if refusal.kind is Kind.TOO_MANY else 422
    response = page(name, status=status, words=w, sentence=sentence, **values)
    response.headers.update(templates.seconds(refusal.data) if refusal else {})
    return response


async def _typed(request: Request) -> object:
    async with request.form(max_files=0, max_fields=4) as form:
        return form.get("code")


def _half_cookie(request: Request) -> str | None:
    return identity.cookie(request.headers.get("cookie"), identity.HALF_COOKIE)


async def _back(request: Request) -> Response:
    """To the door: no half sign-in is here, or its time is over. It was asked for, so recorded."""
    house = bootstrap.house()
    header = request.headers.get("cookie")
    await turned_away.note(
        house,
        where=f"form {SIGN_IN}",
        rule="half_over",
        address=address_of(request.scope),
        session=identity.cookie(header, identity.SESSION_COOKIE),
        device=identity.cookie(header, identity.DEVICE_COOKIE),
    )
    return RedirectResponse(SIGN_IN, status_code=303)
