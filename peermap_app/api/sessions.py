"""What every way of signing in ends with: the cookies of a session that has just begun."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from peermap_app import bootstrap
from peermap_app.live import identity
from peermap_app.services import devices, drawings, web_push
from peermap_app.services.sessions import SignedIn
from peermap_app.words.devices import device_of

from . import cookies, push, woken

HOME = "/alerts"
SIGN_IN = "/sign-in"


def home(request: Request) -> str:
    """Where somebody goes on who has signed in."""
    return woken.WAITING if woken.is_woken(request) else HOME


async def begun(request: Request, signed_in: SignedIn, response: Response) -> Response:
    """Give the session's cookie with this answer, and take the browser out of a drawing.

    A browser is a worker's or a drawing's (rule 4).
    """
    house = bootstrap.house()
    device = identity.cookie(request.headers.get("cookie"), identity.DEVICE_COOKIE)
    await drawings.take_back(house, device, signed_in.worker_id, signed_in.session_id)
    kind = device_of(request.headers.get("user-agent", "")[:400])
    await devices.name(house, signed_in.session_id, kind)
    phone = push.phone(request)
    theirs = await web_push.signed_in(house, phone, signed_in.worker_id, signed_in.session_id)
    cookies.give(response, house.settings, identity.SESSION_COOKIE, signed_in.token)
    cookies.take_away(response, house.settings, identity.HALF_COOKIE)
    if woken.is_woken(request):
        cookies.take_away(response, house.settings, identity.WOKEN_COOKIE)
    if phone is not None and theirs:
        cookies.give(response, house.settings, identity.PHONE_COOKIE, phone, lasts=push.LASTS)
    elif phone is not None:
        cookies.take_away(response, house.settings, identity.PHONE_COOKIE)
    if device is not None:
        cookies.take_away(response, house.settings, identity.DEVICE_COOKIE)
    return response
