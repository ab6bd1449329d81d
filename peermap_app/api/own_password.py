"""GET and POST /change-password: a plain form, so that a password is in no page's program."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from peermap_app import bootstrap
from peermap_app.domain.errors import RIGHT_GONE, Refusal
from peermap_app.services import own_password
from peermap_app.services.unit import Who
from peermap_app.words import draw_together, errors, own_account

from . import own, templates


async def show(request: Request) -> Response:
    """The empty form, for whoever is signed in."""
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    try:
        await own_password.may_change(bootstrap.house(), who)
    except Refusal:
        return own.to_the_door()
    return _page(who)


async def submit(request: Request) -> Response:
    """Change it, or show the form again with what is wrong; no password comes back."""
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    async with request.form(max_files=0, max_fields=6) as form:
        old, fresh = form.get("old_password"), form.get("password")
    try:
        await own_password.change(bootstrap.house(), who, old, fresh)
    except Refusal as refusal:
        return own.to_the_door() if refusal.kind in RIGHT_GONE else _page(who, refusal)
    return own.page("password_changed.html", owner=who.worker_id, words=own_account)


def _page(who: Who, refusal: Refusal | None = None) -> Response:
    response = own.page(
        "own_password.html",
        owner=who.worker_id,
        status=templates.status(refusal) if refusal else 200,
        words=own_account,
        common=draw_together,
        whose=who.name,
        sentence=errors.sentence(refusal) if refusal else "",
        wrong=(errors.field_of(refusal) or "old_password") if refusal else "",
    )
    response.headers.update(templates.seconds(refusal.data) if refusal else {})
    return response
