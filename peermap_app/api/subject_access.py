"""GET and POST /what-is-held: one young person's record as one sealed file, and its passphrase.

A plain form: the file and the passphrase are in no page's program, and both come in one answer that
no browser keeps. The file lies in that page itself, so nothing is stored here to be fetched.
"""

from __future__ import annotations

import base64

from starlette.requests import Request
from starlette.responses import Response

from peermap_app import bootstrap
from peermap_app.domain.errors import RIGHT_GONE, Kind, Problems, Refusal
from peermap_app.services import subject_access
from peermap_app.services.unit import Who
from peermap_app.words import draw_together, errors, held_words

from . import own, templates

FORM = "/what-is-held"


async def show(request: Request) -> Response:
    """The empty form, for the data protection lead alone."""
    house, who = bootstrap.house(), await own.asker(request)
    if who is None:
        return own.to_the_door()
    try:
        await subject_access.may_make(house, who)
    except Refusal as refusal:
        return _turned_back(refusal)
    return _page(who)


async def submit(request: Request) -> Response:
    """Make the file, or show the form again with what is wrong."""
    house, who = bootstrap.house(), await own.asker(request)
    if who is None:
        return own.to_the_door()
    async with request.form(max_files=0, max_fields=6) as form:
        given = {name: form.get(name) for name in ("reference", "asked_by")}
    try:
        await subject_access.may_make(house, who)
    except Refusal as refusal:
        return _turned_back(refusal)
    try:
        made = await subject_access.make(house, who, given)
    except Refusal as refusal:
        return own.to_the_door() if refusal.kind is Kind.NOT_ALLOWED else _page(who, given, refusal)
    return own.page(
        "subject_access_made.html",
        owner=who.worker_id,
        words=held_words,
        passphrase=made.passphrase,
        file_name=made.file.file_name,
        data=base64.b64encode(made.file.body).decode(),
    )


def _turned_back(refusal: Refusal) -> Response:
    """To the door, or to showing once more who is there, and back."""
    return own.led_on(refusal, FORM, "") or own.to_the_door()


def _page(
    who: Who, given: dict[str, object] | None = None, refusal: Refusal | None = None
) -> Response:
    typed = (given or {}).get("reference")
    return own.page(
        "subject_access.html",
        owner=who.worker_id,
        status=templates.status(refusal) if refusal else 200,
        words=held_words,
        common=draw_together,
        reference=typed if isinstance(typed, str) else "",
        asked_by=(given or {}).get("asked_by"),
        sentence=_sentence(refusal) if refusal else "",
        wrong=_field(refusal) if refusal else "",
    )


def _first(refusal: Refusal) -> Refusal:
    return refusal.problems[0] if isinstance(refusal, Problems) else refusal


def _sentence(refusal: Refusal) -> str:
    if refusal.kind in RIGHT_GONE:
        return held_words.NONE
    return errors.sentence(_first(refusal))


def _field(refusal: Refusal) -> str:
    return errors.field_of(_first(refusal)) or "reference"
