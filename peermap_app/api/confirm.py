"""GET and POST /confirm: show once more that it is you, and go on to what asked for it."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from peermap_app import bootstrap
from peermap_app.domain.errors import Kind, Refusal
from peermap_app.services import confirming
from peermap_app.services.unit import Who
from peermap_app.words import errors
from peermap_app.words import signing_in as w

from . import own, templates

PLACE = re.compile(r"(/[a-z0-9][a-z0-9-]{0,40}){1,6}(\.(pdf|png))?")
"""An address of our own and nothing more: no other host, no query, no step upwards."""
START = "/signing-in"
FILE = (".pdf", ".png")


async def show(request: Request) -> Response:
    """The page that asks for a code, a passkey, or the password of who has neither."""
    who = await own.asker(request)
    return own.to_the_door() if who is None else await _page(request, who)


async def submit(request: Request) -> Response:
    """Right: on to what asked for it. A file is offered: taking it leaves this page standing."""
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    async with request.form(max_files=0, max_fields=4) as form:
        typed = form.get("code")
    try:
        await confirming.confirm(bootstrap.house(), who, typed)
    except Refusal as refusal:
        if refusal.code == "signed_out":
            return own.to_the_door()
        return await _page(request, who, refusal)
    return go_on(request)


def go_on(request: Request) -> Response:
    """Where somebody goes on who has just shown who they are."""
    then = place(request)
    to = f"/confirm/done?then={then}" if then.endswith(FILE) else then
    return RedirectResponse(to, status_code=303)


async def done(request: Request) -> Response:
    """The file that was asked for, one tap away, and the way back to its map."""
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    then = place(request)
    back = then.rpartition("/")[0] if then.endswith(FILE) else START
    return own.page("confirm_done.html", owner=who.worker_id, words=w, then=then, back=back)


def place(request: Request, otherwise: str = START) -> str:
    """Where it goes on to: an address of ours that came along, else `otherwise`."""
    raw = request.query_params.get("then", "")
    return raw if len(raw) <= 200 and PLACE.fullmatch(raw) else otherwise


async def _page(request: Request, who: Who, refusal: Refusal | None = None) -> Response:
    asked = await confirming.asked(bootstrap.house(), who)
    status = 200
    if refusal is not None:
        status = 429 if refusal.kind is Kind.TOO_MANY else 422
    response = own.page(
        "confirm.html",
        owner=who.worker_id,
        status=status,
        words=w,
        sentence=errors.sentence(refusal) if refusal else "",
        asked=asked,
        then=place(request),
    )
    response.headers.update(templates.seconds(refusal.data) if refusal else {})
    return response
