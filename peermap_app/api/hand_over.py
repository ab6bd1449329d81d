"""POST /hand-over: the worker's own device is signed out and locked into a drawing (rule 4)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from peermap_app import bootstrap
from peermap_app.domain.errors import Kind, Refusal
from peermap_app.live import identity
from peermap_app.services import accounts, drawings, turned_away
from peermap_app.words import draw_together, errors
from peermap_app.words.devices import device_of

from . import cookies, templates
from .join import CANVAS
from .wire import address_of


async def submit(request: Request) -> Response:
    """Swap the session cookie for a device cookie and go to the canvas; or say why not.

    Whoever taps twice finds the drawing: the second time this browser is a drawing's already.
    """
    house = bootstrap.house()
    header, address = request.headers.get("cookie"), address_of(request.scope)
    session = identity.cookie(header, identity.SESSION_COOKIE)
    device = identity.cookie(header, identity.DEVICE_COOKIE)
    who = await accounts.who_is(house, session, address)
    if who is None:
        if await drawings.tablet_who(house, device, address) is not None:
            return RedirectResponse(CANVAS, status_code=303)
        await turned_away.note(
            house,
            where="form /hand-over",
            rule="no_session",
            address=address,
            session=session,
            device=device,
        )
        return RedirectResponse("/sign-in", status_code=303)
    async with request.form(max_files=0, max_fields=4) as form:
        drawing_id = form.get("drawing")
    name = device_of(request.headers.get("user-agent", "")[:400])
    try:
        bound = await drawings.hand_over(house, who, drawing_id, name)
    except Refusal as refusal:
        return _refused(refusal)
    response = RedirectResponse(CANVAS, status_code=303)
    cookies.take_away(response, house.settings, identity.SESSION_COOKIE)
    cookies.give(response, house.settings, identity.DEVICE_COOKIE, bound)
    # Work pages that this browser could go back to are forgotten with the session.
    response.headers["clear-site-data"] = '"cache"'
    return response


def _refused(refusal: Refusal) -> Response:
    status = {Kind.NOT_FOUND: 404, Kind.NOT_ALLOWED: 403, Kind.GONE: 410}.get(refusal.kind, 409)
    return templates.page(
        "hand_over.html", status=status, words=draw_together, sentence=errors.sentence(refusal)
    )
