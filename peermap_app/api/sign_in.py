"""GET and POST /sign-in, POST /sign-out: plain forms, so that they work before any script does."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from peermap_app import bootstrap
from peermap_app.domain.errors import Refusal
from peermap_app.live import identity
from peermap_app.services import accounts, devices, idle_lock, sign_in_steps, web_push
from peermap_app.services.sign_in_steps import HalfWay
from peermap_app.words import draw_together, errors, signing_in

from . import cookies, push, second_step, templates
from .sessions import begun, home
from .wire import address_of


async def show(request: Request) -> Response:
    """The page; who is signed in already goes on to the alerts.

    It says why they stand here, when this browser's session idled out or its code came too late.
    """
    token = identity.cookie(request.headers.get("cookie"), identity.SESSION_COOKIE)
    address = address_of(request.scope)
    house, why = bootstrap.house(), ""
    if await accounts.who_is(house, token, address, present=False):
        return RedirectResponse(home(request), status_code=303)
    if await accounts.idled_out(house, token):
        minutes = int(house.settings.session_idle / timedelta(minutes=1))
        why = draw_together.SIGNED_OUT_IDLE.format(minutes=minutes)
    half = identity.cookie(request.headers.get("cookie"), identity.HALF_COOKIE)
    late = half is not None and await sign_in_steps.half_of(house, half) is None
    nobody = await idle_lock.behind(house, token, address) is None
    response = _page(why=draw_together.TOOK_TOO_LONG if late else why, nobody=nobody)
    if late:
        cookies.take_away(response, house.settings, identity.HALF_COOKIE)
    return response


async def submit(request: Request) -> Response:
    """Begin a session, end the one whose cookie came along, and take the browser out of a drawing.

    A browser is a worker's or a drawing's (rule 4). A refusal shows the page again with the e-mail
    address still in it, and ends nothing.
    """
    house = bootstrap.house()
    presented = identity.cookie(request.headers.get("cookie"), identity.SESSION_COOKIE)
    address = address_of(request.scope)
    async with request.form(max_files=0, max_fields=8) as form:
        email, password = form.get("email"), form.get("password")
    try:
        signed_in = await accounts.sign_in(house, email, password, address, presented=presented)
    except Refusal as refusal:
        return _page(refusal, email if isinstance(email, str) else "")
    if isinstance(signed_in, HalfWay):
        return second_step.lead_on(house, signed_in)
    return await begun(request, signed_in, RedirectResponse(home(request), status_code=303))


async def leave(request: Request) -> Response:
    """End the session and its drawings, or all of its worker's; without one, to the door as well.

    This browser takes no pushes any more, whether or not its session was over already.

    A locked one ends alone, and its drawing goes on (`idle_lock.leave`).
    """
    house = bootstrap.house()
    token = identity.cookie(request.headers.get("cookie"), identity.SESSION_COOKIE)
    address = address_of(request.scope)
    async with request.form(max_files=0, max_fields=2) as form:
        everywhere = form.get("everywhere") == "yes"
    if (who := await accounts.who_is(house, token, address)) is not None:
        await (devices.end_all if everywhere else accounts.sign_out)(house, who)
    elif (who := await idle_lock.behind(house, token, address)) is not None:
        await idle_lock.leave(house, who)
    await web_push.left(house, push.phone(request))
    response = RedirectResponse("/sign-in", status_code=303)
    cookies.take_away(response, house.settings, identity.SESSION_COOKIE)
    cookies.take_away(response, house.settings, identity.PHONE_COOKIE)
    # What a page held in memory goes with it: the browser forgets the pages it could go back to.
    response.headers["clear-site-data"] = '"cache"'
    return response


def _page(
    refusal: Refusal | None = None, email: str = "", *, why: str = "", nobody: bool = False
) -> Response:
    """`nobody`: no session is left in this browser; pages that are still open there learn it."""
    sentence = errors.sentence(refusal) if refusal else ""
    status = 200
    if refusal is not None:
        status = templates.status(refusal)
    response = templates.page(
        "sign_in.html",
        status=status,
        words=draw_together,
        ways=signing_in,
        sentence=sentence,
        email=email[:254],
        why=why,
        nobody=nobody,
    )
    response.headers.update(templates.seconds(refusal.data) if refusal else {})
    return response
