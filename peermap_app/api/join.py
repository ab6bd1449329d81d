"""GET and POST /join and /join/{token}: a tablet takes a drawing by its code or its link.

Opening a link spends nothing (cameras open links by themselves): only the tap on "Join" does.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from peermap_app import bootstrap
from peermap_app.bootstrap import House
from peermap_app.domain.errors import Kind, Refusal
from peermap_app.live import identity
from peermap_app.services import accounts, drawings
from peermap_app.services.unit import Who
from peermap_app.words import languages
from peermap_app.words.devices import device_of
from peermap_app.words.languages import Catalogue

from . import cookies, templates
from .wire import address_of

CANVAS = "/draw"
MOST_CODE = 40


async def show(request: Request) -> Response:
    """The page with a field for the code, or, by a link, with a button."""
    spoken = languages.catalogue(request.query_params.get("language"))
    return await _page(request, spoken, token=request.path_params.get("token", "")[:64])


async def submit(request: Request) -> Response:
    """Take the drawing: the device gets its cookie and goes to the canvas."""
    house = bootstrap.house()
    token = request.path_params.get("token", "")
    async with request.form(max_files=0, max_fields=4) as form:
        typed, language = form.get("code"), form.get("language")
    code = typed if isinstance(typed, str) and not token else ""
    device = device_of(request.headers.get("user-agent", "")[:400])
    address = address_of(request.scope)
    try:
        worker = await _worker_here(house, request, address)
        bound = await drawings.take(
            house, token or code, address, device, signed_in=worker, language=language
        )
    except Refusal as refusal:
        spoken = languages.catalogue(language)
        return await _page(request, spoken, refusal, token=token[:64], code=code[:MOST_CODE])
    response = RedirectResponse(CANVAS, status_code=303)
    cookies.give(response, house.settings, identity.DEVICE_COOKIE, bound)
    return response


async def _worker_here(house: House, request: Request, address: str) -> Who | None:
    """The worker who is signed in to this very browser, if any."""
    session = identity.cookie(request.headers.get("cookie"), identity.SESSION_COOKIE)
    return await accounts.who_is(house, session, address, present=False, locked_too=True)


async def _joined(request: Request) -> bool:
    """Whether this device is in a drawing: the Back button led here, and the way on is shown."""
    device = identity.cookie(request.headers.get("cookie"), identity.DEVICE_COOKIE)
    address = address_of(request.scope)
    return await drawings.tablet_who(bootstrap.house(), device, address) is not None


async def _page(
    request: Request,
    spoken: Catalogue,
    refusal: Refusal | None = None,
    *,
    token: str = "",
    code: str = "",
) -> Response:
    status = 200
    if refusal is not None:
        status = {Kind.TOO_MANY: 429, Kind.GONE: 410, Kind.NOT_ALLOWED: 403}.get(refusal.kind, 422)
    response = templates.page(
        "join.html",
        status=status,
        words=spoken.pages["join"],
        common=spoken.pages["common"],
        spoken=spoken,
        others=[each for each in languages.offered() if each is not spoken],
        sentence=spoken.refusal(refusal) if refusal else "",
        token=token,
        code=code,
        joined=await _joined(request),
    )
    response.headers.update(templates.seconds(refusal.data) if refusal else {})
    return response
