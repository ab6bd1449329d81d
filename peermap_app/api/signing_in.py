"""/signing-in: one's own ways of signing in, as plain pages."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from peermap_app import bootstrap
from peermap_app.domain.errors import Refusal
from peermap_app.domain.factors import FactorKind
from peermap_app.services import factors
from peermap_app.services.factors import FactorLine
from peermap_app.services.unit import Who
from peermap_app.words import errors
from peermap_app.words import signing_in as w
from peermap_app.words.dates import british, whole_day

from . import own
from .second_step import recovery_page, set_up_page

HERE, APP = "/signing-in", "/signing-in/app"


async def show(request: Request) -> Response:
    """What there is, and what can be added."""
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    try:
        sheet = await factors.sheet(bootstrap.house(), who)
    except Refusal:  # signed out in this very moment
        return own.to_the_door()
    return own.page(
        "signing_in.html",
        owner=who.worker_id,
        words=w,
        app=_facts(sheet.app) if sheet.app else None,
        passkeys=[_facts(one) for one in sheet.passkeys],
        left=w.recovery_left(sheet.recovery_left),
        any=bool(sheet.lines),
        must=sheet.must,
    )


async def show_app(request: Request) -> Response:
    """Set up a code app."""
    return await _app(request, None)


async def confirm_app(request: Request) -> Response:
    """Its first code."""
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    async with request.form(max_files=0, max_fields=4) as form:
        typed = form.get("code")
    try:
        codes = await factors.confirm_app(bootstrap.house(), who, typed)
    except Refusal as refusal:
        return own.led_on(refusal, APP, HERE) or await _app(request, refusal)
    return recovery_page(codes, owner=who.worker_id, onward=HERE) if codes else _back()


async def _app(request: Request, refusal: Refusal | None) -> Response:
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    try:
        what = await factors.begin_app(bootstrap.house(), who)
    except Refusal as why:
        return own.led_on(why, APP, HERE) or _back()
    return set_up_page(what, action=APP, owner=who.worker_id, refusal=refusal)


async def ask_codes(request: Request) -> Response:
    """Make new recovery codes?"""
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    return _ask(who, w.NEW_CODES_TITLE, w.NEW_CODES_WHY, w.NEW_CODES_YES, action=f"{HERE}/codes")


async def new_codes(request: Request) -> Response:
    """They are shown once; those of before have stopped working."""
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    try:
        codes = await factors.new_codes(bootstrap.house(), who)
    except Refusal as refusal:
        return own.led_on(refusal, f"{HERE}/codes", HERE) or _back()
    return recovery_page(codes, owner=who.worker_id, onward=HERE)


async def ask_rename(request: Request) -> Response:
    """What is this passkey called?"""
    return await _asked_to_rename(request, None)


async def rename(request: Request) -> Response:
    """Call it so from now on."""
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    async with request.form(max_files=0, max_fields=4) as form:
        name = form.get("name")
    try:
        await factors.rename(bootstrap.house(), who, request.path_params["factor_id"], name)
    except Refusal as refusal:
        typed = name if isinstance(name, str) else ""
        led = own.led_on(refusal, request.url.path, HERE)
        return led or await _asked_to_rename(request, refusal, typed)
    return _back()


async def _asked_to_rename(request: Request, refusal: Refusal | None, typed: str = "") -> Response:
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    try:
        line = await factors.find(bootstrap.house(), who, request.path_params["factor_id"])
    except Refusal as why:
        return own.led_on(why, HERE, HERE) or _back()
    if line.kind is not FactorKind.PASSKEY:
        return _back()
    return own.page(
        "rename_passkey.html",
        owner=who.worker_id,
        status=200 if refusal is None else 422,
        words=w,
        action=f"{HERE}/rename/{line.id}",
        called=typed[:80] if refusal else line.name,
        sentence=errors.sentence(refusal) if refusal else "",
    )


async def ask_remove(request: Request) -> Response:
    """Take this one away?"""
    return await _asked_to_remove(request, None)


async def remove(request: Request) -> Response:
    """Take it away."""
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    try:
        await factors.remove(bootstrap.house(), who, request.path_params["factor_id"])
    except Refusal as refusal:
        led = own.led_on(refusal, request.url.path, HERE)
        return led or await _asked_to_remove(request, refusal)
    return _back()


async def _asked_to_remove(request: Request, refusal: Refusal | None) -> Response:
    who = await own.asker(request)
    if who is None:
        return own.to_the_door()
    try:
        line = await factors.find(bootstrap.house(), who, request.path_params["factor_id"])
    except Refusal as why:
        return own.led_on(why, HERE, HERE) or _back()
    what = line.name or w.APP
    action = f"{HERE}/remove/{line.id}"
    return _ask(
        who, w.remove_title(what), w.REMOVE_WHY, w.REMOVE_YES, action=action, refusal=refusal
    )


def _ask(
    who: Who, title: str, why: str, yes: str, *, action: str, refusal: Refusal | None = None
) -> Response:
    return own.page(
        "signing_in_ask.html",
        owner=who.worker_id,
        status=200 if refusal is None else 422,
        words=w,
        title=title,
        why=why,
        yes=yes,
        action=action,
        sentence=errors.sentence(refusal) if refusal else "",
    )


def _facts(line: FactorLine) -> dict[str, str]:
    used = w.last_used(_day(line.used)) if line.used else w.NEVER_USED
    return {"id": line.id, "name": line.name, "added": w.added(_day(line.added)), "used": used}


def _day(moment: datetime) -> str:
    return whole_day(british(moment).date())


def _back() -> Response:
    return RedirectResponse(HERE, status_code=303)
