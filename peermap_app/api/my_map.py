"""/my-map: the door of My map, the page behind it, and changing one's mind there.

Plain pages of our own, apart from the rest of PeerMap: a neutral title and icon, no manifest, no
service worker, no name of the product, and no websocket that could be asked for anything else. Its
cookie is sent to these addresses alone. Opening an address spends nothing and tells nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from peermap_app import bootstrap
from peermap_app.bootstrap import House
from peermap_app.domain.consent import Statement, parse_answer
from peermap_app.domain.errors import Invalid, Kind, Refusal
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.receipt import IDLE, LONGEST
from peermap_app.live import identity
from peermap_app.services import accounts, my_map
from peermap_app.services.receipts import asked_for
from peermap_app.services.unit import Who
from peermap_app.words import languages
from peermap_app.words.languages import Catalogue

from . import cookies, exports, my_map_signs, my_map_views, templates
from .wire import address_of

HOME = "/my-map"
_KEEP = re.compile(r"keep-([0-9]{1,6})")


async def show(request: Request) -> Response:
    """My map, where it is open in this browser; else the door, with fields for words and PIN."""
    spoken, closed = _asked_for(request), "closed" in request.query_params
    here = await _here(request, present=True)
    if here is None:
        return _door(spoken, closed=closed)
    house = bootstrap.house()
    try:
        shown = await my_map.shows(house, here, purpose=Purpose.PLAN_TOGETHER)
        pulse = await my_map.pulse(house, here)
    except Refusal:
        return _door(spoken)
    spoken = languages.catalogue(here.language)
    view = my_map_views.page(shown, house.settings.help_lines, house.clock(), spoken)
    return _page("my_map.html", spoken, spoken.pages["my_map"], view=view, pulse=pulse)


async def show_link(request: Request) -> Response:
    """The door that a card's link leads to: a field for the PIN, whatever the link is."""
    return _door(_asked_for(request), token=request.path_params["token"][:64])


async def elsewhere(_request: Request) -> Response:
    """Whatever else stands below this address: never the shell of another page."""
    return _to_door()


async def open_by_words(request: Request) -> Response:
    """Four words and a PIN."""
    return await _opened(request)


async def open_by_link(request: Request) -> Response:
    """A PIN, for the card whose link this is."""
    return await _opened(request, token=request.path_params["token"])


async def _opened(request: Request, *, token: str = "") -> Response:
    house, address = bootstrap.house(), address_of(request.scope)
    form = await _form(request)
    words = "" if token else form.get("words", "")
    try:
        opened = await my_map.open_card(
            house,
            address,
            form.get("pin", ""),
            link=token or None,
            words=words,
            signed_in=await _worker_here(house, request),
        )
    except Refusal as refusal:
        spoken = languages.catalogue(form.get("language"))
        return _door(spoken, refusal, token=token[:64], words=words[:80])
    response = RedirectResponse(HOME, status_code=303)
    cookies.give(
        response, house.settings, identity.PAGE_COOKIE, opened.token, path=HOME, lasts=LONGEST
    )
    return response


async def still(request: Request) -> Response:
    """What an open page asks every few seconds: is it still open, and would it show the same?"""
    here = await _here(request, present=False)
    if here is None:
        return JSONResponse({}, status_code=401)
    return JSONResponse({"pulse": await my_map.pulse(bootstrap.house(), here)})


async def ask_change(request: Request) -> Response:
    """Before a change: what happens, and what cannot be undone."""
    here = await _here(request, present=True)
    if here is None:
        return _to_door()
    house = bootstrap.house()
    try:
        statement, version = _what(request)
        shown = await my_map.shows(house, here, purpose=Purpose.PLAN_TOGETHER)
        pulse = await my_map.pulse(house, here)
    except Refusal:
        return _to_door()
    spoken = languages.catalogue(here.language)
    view = my_map_views.ask(shown, statement, version, spoken)
    if view is None:
        return _to_door()
    return _page("my_mind.html", spoken, spoken.pages["mind"], view=view, pulse=pulse)


async def change(request: Request) -> Response:
    """The change itself; the page that follows is the young person's receipt of it."""
    here = await _here(request, present=True)
    if here is None:
        return _to_door()
    house = bootstrap.house()
    form = await _form(request)
    try:
        statement, version = _what(request)
        answer = parse_answer(form.get("answer"))
        await my_map.change_mind(house, here, statement, answer, version)
    except Refusal as refusal:
        return await _not_changed(refusal)
    spoken = languages.catalogue(here.language)
    view = my_map_views.done(statement, answer, version, house.clock(), spoken)
    return _page("my_mind_done.html", spoken, spoken.pages["mind_done"], view=view, pulse="")


async def _not_changed(refusal: Refusal) -> Response:
    """A change of what is not there any more (a second tap, an old page): back to what stands."""
    if refusal.kind in (Kind.NOT_FOUND, Kind.NOT_ALLOWED, Kind.CONFLICT, Kind.INVALID):
        return _to_door()
    raise refusal


async def ask_take(request: Request) -> Response:
    """Before a copy is taken: is it safe?"""
    here = await _here(request, present=True)
    if here is None:
        return _to_door()
    house, spoken = bootstrap.house(), languages.catalogue(here.language)
    try:
        shown = await my_map.shows(house, here, purpose=Purpose.PLAN_TOGETHER)
        pulse = await my_map.pulse(house, here)
    except Refusal:
        return _to_door()
    view = my_map_views.take(shown, request.path_params["version"], spoken)
    if view is None:
        return _to_door()
    return _page("my_take.html", spoken, spoken.pages["copy"], view=view, pulse=pulse)


async def take(request: Request) -> Response:
    """The copy itself, as a file. It is recorded, and nothing on the way keeps one."""
    here = await _here(request, present=True)
    if here is None:
        return _to_door()
    at = request.path_params
    try:
        made = await my_map.take_copy(
            bootstrap.house(), here, at["version"], at["form"], purpose=Purpose.PLAN_TOGETHER
        )
    except Refusal:
        return _to_door()
    return exports.file(made)


async def ask_end(request: Request) -> Response:
    """Before the page ends for good."""
    here = await _here(request, present=True)
    if here is None:
        return _to_door()
    spoken = languages.catalogue(here.language)
    sentences = my_map_signs.told(spoken.pages["my_map_end"], my_map_signs.END)
    return _end(spoken, sentences=sentences, ended=False, pulse="")


async def end(request: Request) -> Response:
    """The card opens nothing any more."""
    here = await _here(request, present=True)
    if here is None:
        return _to_door()
    try:
        await my_map.end(bootstrap.house(), here)
    except Refusal:
        return _forgotten(_to_door())  # it closed in this moment: another tap, or the worker
    spoken = languages.catalogue(here.language)
    return _forgotten(_end(spoken, sentences=(), ended=True, pulse=None))


def _end(spoken: Catalogue, **values: object) -> Response:
    return _page("my_map_end.html", spoken, spoken.pages["my_map_end"], **values)


async def close(request: Request) -> Response:
    """Close the page in this browser; the card still opens it."""
    here = await _here(request, present=False)
    spoken = languages.ENGLISH
    if here is not None:
        await my_map.leave(bootstrap.house(), here)
        spoken = languages.catalogue(here.language)
    asked = asked_for(spoken)
    return _forgotten(_to_door(f"{asked}&closed" if asked else "?closed"))


def _forgotten(response: Response) -> Response:
    cookies.take_away(response, bootstrap.house().settings, identity.PAGE_COOKIE, path=HOME)
    # What a page held in memory goes with it: the browser forgets the pages it could go back to.
    response.headers["clear-site-data"] = '"cache"'
    return response


def _what(request: Request) -> tuple[Statement, int | None]:
    """Which statement an address is about: "plan", "talk", or "keep-3" for the third map."""
    said = request.path_params["what"]
    if said in (Statement.PLAN, Statement.TALK):
        return Statement(said), None
    about = _KEEP.fullmatch(said)
    if about is None:
        raise Invalid("bad_answer")
    return Statement.KEEP, int(about[1])


async def _here(request: Request, *, present: bool) -> my_map.Here | None:
    """My map of this browser. Never beside a worker's session: answers come from no worker."""
    house = bootstrap.house()
    token = identity.cookie(request.headers.get("cookie"), identity.PAGE_COOKIE)
    if token is None or await _worker_here(house, request) is not None:
        return None
    return await my_map.here(house, token, address_of(request.scope), present=present)


async def _worker_here(house: House, request: Request) -> Who | None:
    """The worker who is signed in to this very browser, if any."""
    session = identity.cookie(request.headers.get("cookie"), identity.SESSION_COOKIE)
    address = address_of(request.scope)
    return await accounts.who_is(house, session, address, present=False, locked_too=True)


async def _form(request: Request) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=4) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def _asked_for(request: Request) -> Catalogue:
    """The language that an address asks for: before the PIN nothing else may tell it."""
    return languages.catalogue(request.query_params.get("language"))


def _to_door(asked: str = "") -> Response:
    return RedirectResponse(f"{HOME}{asked}", status_code=303)


def _page(
    name: str, spoken: Catalogue, own: Mapping[str, str], *, status: int = 200, **values: Any
) -> Response:
    """A page of My map. `own`: its own words; those of the page behind the PIN are beside them.

    `door`: what it says once it has closed by itself, `idle` seconds after it came.
    """
    words, home = spoken.pages["my_map"], f"{HOME}{asked_for(spoken)}"
    values |= {"door": spoken.pages["my_map_door"], "idle": int(IDLE.total_seconds())}
    others = [each for each in languages.offered() if each is not spoken]
    return templates.page(
        name, status=status, spoken=spoken, w=own, words=words, home=home, others=others, **values
    )


_STATUS = {Kind.TOO_MANY: 429, Kind.GONE: 410, Kind.NOT_ALLOWED: 403}


def _door(
    spoken: Catalogue,
    refusal: Refusal | None = None,
    *,
    token: str = "",
    words: str = "",
    closed: bool = False,
) -> Response:
    values: dict[str, Any] = {
        "sentence": spoken.refusal(refusal) if refusal else "",
        # Only what was typed can be looked at again; a card that is over opens for no PIN at all.
        "again": refusal is not None and refusal.kind is Kind.INVALID,
        "over": bool(token) and refusal is not None and refusal.kind is Kind.GONE,
        "closed": closed,
        "token": token,
        "typed": words,
        "pulse": None,
    }
    status = 200 if refusal is None else _STATUS.get(refusal.kind, 422)
    own = spoken.pages["my_map_door"]
    response = _page("my_map_door.html", spoken, own, status=status, **values)
    response.headers.update(templates.seconds(refusal.data) if refusal else {})
    return response
