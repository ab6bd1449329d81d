"""GET …/record.pdf and …/picture.{pdf,png} of a kept map: files to take, for its worker.

To everybody else, and for what is not there, the answer is the same 404 (rule 10). Names and
headers say nothing of anybody, and no browser or proxy keeps a copy (rule 11).
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from peermap_app import bootstrap
from peermap_app.domain.errors import NotAllowed, Refusal
from peermap_app.domain.purpose import Purpose
from peermap_app.live import identity
from peermap_app.services import accounts, exports
from peermap_app.services.unit import NOBODY, Who
from peermap_app.words import worker_pages

from .own import CONFIRM
from .wire import address_of

SIGN_IN = "/sign-in"
_LOCKED = {
    "cache-control": "no-store",
    # Whatever a browser makes of it: nothing in it runs, loads or is framed.
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


async def case_file(request: Request) -> Response:
    """The record of one kept map, as PDF."""
    house, who = await _asker(request)
    at = request.path_params
    try:
        made = await exports.case_file(
            house, who, at["case_id"], at["version"], purpose=Purpose.PLAN_TOGETHER
        )
    except Refusal as refusal:
        return _refused(refusal, request.url.path)
    return file(made)


async def young_pdf(request: Request) -> Response:
    """The young person's copy, to print."""
    return await _young_copy(request, "pdf")


async def young_png(request: Request) -> Response:
    """The young person's copy, as a picture."""
    return await _young_copy(request, "png")


async def _young_copy(request: Request, form: exports.Format) -> Response:
    house, who = await _asker(request)
    at = request.path_params
    try:
        made = await exports.young_copy_for(
            house, who, at["case_id"], at["version"], form, purpose=Purpose.PLAN_TOGETHER
        )
    except Refusal as refusal:
        return _refused(refusal, request.url.path)
    return file(made)


async def _asker(request: Request) -> tuple[bootstrap.House, Who]:
    """Who the cookie of this very request says; taking a file is being there."""
    house = bootstrap.house()
    session = identity.cookie(request.headers.get("cookie"), identity.SESSION_COOKIE)
    who = await accounts.who_is(house, session, address_of(request.scope))
    return house, who or NOBODY


def file(made: exports.Export) -> Response:
    """A file to take: nothing keeps a copy on the way, and nothing in it runs."""
    headers = {**_LOCKED, "content-disposition": f'attachment; filename="{made.file_name}"'}
    return Response(made.body, media_type=made.media_type, headers=headers)


def _refused(refusal: Refusal, path: str) -> Response:
    if isinstance(refusal, NotAllowed):  # the session ended meanwhile
        return RedirectResponse(SIGN_IN, status_code=303)
    if refusal.code == "confirm_first":
        return RedirectResponse(f"{CONFIRM}?then={path}", status_code=303)
    return PlainTextResponse(worker_pages.NOT_FOUND, status_code=404)
