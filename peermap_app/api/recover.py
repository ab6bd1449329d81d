"""GET and POST /forgotten and /recover/{token}: plain pages for who cannot sign in."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from peermap_app import bootstrap
from peermap_app.domain.errors import Gone, Refusal
from peermap_app.domain.recovery import LINK_LASTS, Lost
from peermap_app.services import recovery, recovery_links
from peermap_app.words import draw_together, errors, own_account
from peermap_app.words import recovery as w

from . import templates
from .wire import address_of


async def show(request: Request) -> Response:
    """What was lost, and whose; or whom to ask where PeerMap sends no mail."""
    return _forgotten()


async def ask(request: Request) -> Response:
    """The same answer whether or not there is such an account."""
    async with request.form(max_files=0, max_fields=6) as form:
        email, lost = form.get("email"), form.get("lost")
    try:
        await recovery.ask_at_door(bootstrap.house(), email, lost, address_of(request.scope))
    except Refusal as refusal:
        typed = email if isinstance(email, str) else ""
        return _forgotten(refusal, typed, lost if lost in tuple(Lost) else "")
    return templates.page("forgotten_asked.html", words=w)


async def show_link(request: Request) -> Response:
    """What the link is for. Opening it spends nothing: mail programs open links by themselves."""
    try:
        lost = await recovery_links.open_link(bootstrap.house(), request.path_params["token"])
    except Gone:
        return _over()
    return _link(lost)


async def use_link(request: Request) -> Response:
    """Set the new password, or take the factors away."""
    house, token = bootstrap.house(), request.path_params["token"]
    address = address_of(request.scope)
    async with request.form(max_files=0, max_fields=4) as form:
        fresh = form.get("password")
    try:
        lost = await recovery_links.open_link(house, token)
    except Gone:
        return _over()
    try:
        if lost is Lost.PASSWORD:
            await recovery_links.set_password(house, token, fresh, address)
        else:
            await recovery_links.take_factors(house, token, address)
    except Gone:
        return _over()
    except Refusal as refusal:
        return _link(lost, refusal)
    return templates.page("recover_done.html", words=w, said=w.DONE[lost.value])


def _forgotten(refusal: Refusal | None = None, email: str = "", lost: str = "") -> Response:
    house = bootstrap.house()
    response = templates.page(
        "forgotten.html",
        status=templates.status(refusal) if refusal else 200,
        words=w,
        common=draw_together,
        can_mail=recovery.can_mail(house),
        email=email[:254],
        lost=lost,
        sentence=errors.sentence(refusal) if refusal else "",
        wrong=(errors.field_of(refusal) or "email") if refusal else "",
    )
    response.headers.update(templates.seconds(refusal.data) if refusal else {})
    return response


def _link(lost: Lost, refusal: Refusal | None = None) -> Response:
    response = templates.page(
        "recover.html",
        status=templates.status(refusal) if refusal else 200,
        words=w,
        own=own_account,
        common=draw_together,
        lost=lost.value,
        sentence=errors.sentence(refusal) if refusal else "",
        wrong=(errors.field_of(refusal) or "password") if refusal else "",
    )
    response.headers.update(templates.seconds(refusal.data) if refusal else {})
    return response


def _over() -> Response:
    minutes = int(LINK_LASTS.total_seconds() // 60)
    why = w.LINK_OVER_WHY.format(minutes=minutes)
    return templates.page("recover_over.html", status=410, words=w, why=why)
