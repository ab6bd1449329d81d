"""What every screen's state shares: who is asking, and how a refusal is shown.

Every public method of a state is a remote endpoint that anyone can call with anything, so each
carries `@rx.event` and `@guarded` (a house test compares). Identity is read from the HttpOnly
cookie of the connection on every event.

    class CaseState(Page, rx.State):
        sheet: CaseView = CaseView()

        @rx.event
        @guarded
        async def load(self):
            house, who = await self._worker()
            self._fresh()
            sheet = await cases.open_case(house, who, self._param("case_id"))
            self.sheet = ...
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextvars import ContextVar
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

import reflex as rx
from reflex.state import BaseState

from peermap_app import bootstrap
from peermap_app.bootstrap import House
from peermap_app.domain.errors import RIGHT_GONE, Conflict, NotAllowed, Problems, Refusal
from peermap_app.live import identity, push, quiet
from peermap_app.live.pages import PAGE, Message, OnHint, Unseen, pages
from peermap_app.services import accounts, drawings, idle_lock, turned_away
from peermap_app.services.unit import Who
from peermap_app.words import errors, languages

SIGN_IN = "/sign-in"
JOIN = "/join"
OPENS = "load"
"""The handler of each page that runs when it opens, and again when it comes back (ui/pages)."""
HEARS = "enter"
"""That of the bar around it, likewise."""

P = ParamSpec("P")
S = TypeVar("S", bound="Page")


class NobodyHere(NotAllowed):
    """No worker, or no tablet, behind the cookies: refused before a unit could record it."""


class Covered(Conflict):
    """The worker's session is locked: refused likewise. What the page holds stays for later."""


_began: ContextVar[float | None] = ContextVar("when the handler that runs began", default=None)
"""By the event loop's clock: what is told to a page from then on is newer than what it reads."""


class Page(rx.State, mixin=True):
    """A screen's common vars; helpers begin with `_`, so that nobody can call them from outside."""

    notice: str = ""
    """One plain sentence about what just went wrong, or empty."""
    problems: dict[str, str] = {}  # noqa: RUF012 - Reflex copies defaults for each page
    """Form field -> sentence, for what was typed and cannot be used."""
    missing: bool = False
    """Show the page for "not found", which is also the one for "refused"."""
    ready: bool = False
    """The page has read what it shows; until then it shows nothing of a case."""

    async def _worker(self, *, present: bool = True) -> tuple[House, Who]:
        """The house, and the signed-in worker of this connection; NotAllowed("signed_out").

        `present` False: a page does this by itself as well, when it reconnects, and that must not
        keep a session alive. Opening a page is counted by `LiveState.enter` alone.
        """
        house = bootstrap.house()
        token = self._cookie(identity.SESSION_COOKIE)
        who = await accounts.who_is(house, token, self._address(), present=present)
        if who is None and await idle_lock.behind(house, token, self._address()):
            raise Covered("locked")
        if who is None:
            raise NobodyHere("signed_out", door=SIGN_IN)
        return house, who

    async def _tablet(self) -> tuple[House, Who]:
        """The house, and the tablet of this connection's drawing; NotAllowed("signed_out").

        Never beside a worker's session: who signs in and joins in the same moment has both cookies
        in one browser, and answers come from no worker's (rule 4).
        """
        house = bootstrap.house()
        session = self._cookie(identity.SESSION_COOKIE)
        device = self._cookie(identity.DEVICE_COOKIE)
        address = self._address()
        worker = await accounts.who_is(house, session, address, present=False, locked_too=True)
        who = None if worker else await drawings.tablet_who(house, device, address)
        if who is None:
            raise NobodyHere("signed_out", door=JOIN)
        return house, who

    def _cookie(self, name: str) -> str | None:
        return identity.cookie(self.router.headers.cookie, name)

    def _address(self) -> str:
        return str(self.router.session.client_ip)

    def _token(self) -> str:
        """The page's own token, which the guard bound to its cookies."""
        return str(self.router.session.client_token)

    def _param(self, name: str) -> str:
        """A part of the page's address, hostile like everything else; "" when it is not there."""
        # `router.page` is the same and says on every call that it is going away in Reflex 1.0.
        value = self.router._page.params.get(name, "")
        return value if isinstance(value, str) else ""

    def _language(self) -> str:
        """The language that the page is in; only a young person's page has another than English."""
        return languages.ENGLISH.code

    def _fresh(self) -> None:
        """Begin again: nothing missing, nothing heard for a page that was open before."""
        self.missing = False
        pages.leave(self._token(), PAGE)

    async def _came_back(self) -> bool:
        """Whether it only reads anew, after a cut or a lock, and what it said still stands."""
        return False

    def _silent(self) -> None:
        """Nothing stands on the page any more of what was said before it was opened."""
        self.problems = {}

    def _enter(
        self,
        who: Who,
        audiences: Iterable[str],
        on_hint: OnHint,
        *,
        slot: str = PAGE,
        unseen: Unseen | None = None,
    ) -> None:
        """Hear of changes from now on. `on_hint` must not keep `self`: states go stale.

        `unseen`: what is set on the page while its session is locked, without reading anything.
        """
        house = bootstrap.house()
        check = drawings.tablet_still if who.kind == "tablet" else idle_lock.in_sight

        async def still() -> bool:
            return await check(house, who)

        door = JOIN if who.kind == "tablet" else SIGN_IN
        heard = (
            _emptied_when_refused(type(self), self._token(), on_hint) if slot == PAGE else on_hint
        )
        token = self._token()

        async def forget() -> None:
            await push.forget(token, _emptied)

        pages.enter(
            token,
            audiences,
            heard,
            still=still,
            door=door,
            slot=slot,
            forget=forget,
            unseen=unseen,
            since=_began.get(),
        )

    def _forget_what_was_read(self, *stays: str) -> None:
        """Before a page is sent what the server holds of it, after a cut or whoever asks: nothing.

        `load` reads it all anew, under the right of that moment. A state that overrides this says
        what `stays`: nothing that was read of a case (`tests/house/test_read_anew.py` has them).
        """
        for name, field in type(self).get_fields().items():
            if field._owner is type(self) and name not in stays:
                setattr(self, name, field.default_value())

    def _opened_anew(self) -> None:
        """The page was opened or reloaded, and did not only come back after a cut.

        Before anything is sent to it: what a page shows once alone goes here.
        """

    async def _turned_away(self, where: str, refusal: Refusal) -> None:
        """Record what no unit did: a handler called without the session or device it asks for."""
        why = "no_device" if refusal.data.get("door") == JOIN else "no_session"
        why = "locked" if isinstance(refusal, Covered) else why
        await turned_away.note(
            bootstrap.house(),
            where=where,
            rule=why,
            address=self._address(),
            session=self._cookie(identity.SESSION_COOKIE),
            device=self._cookie(identity.DEVICE_COOKIE),
        )

    def _refused(self, refusal: Refusal) -> Any:
        """Show a refusal: the door, the missing page, beside a field, or as a notice."""
        spoken = languages.catalogue(self._language())
        if refusal.code == "signed_out":
            pages.leave(self._token())
            self.reset()  # type: ignore[no-untyped-call]
            return rx.redirect(str(refusal.data.get("door", SIGN_IN)), replace=True)
        if isinstance(refusal, Problems):
            self.problems = _by_field(refusal.problems, spoken)
            self.notice = spoken.refusal(refusal)
        elif refusal.kind in RIGHT_GONE:
            # What the page showed is taken away with the right to see it.
            pages.leave(self._token(), PAGE)
            self.reset()  # type: ignore[no-untyped-call]
            self.missing = self.ready = True
        else:
            self.problems = _by_field((refusal,), spoken)
            self.notice = spoken.refusal(refusal)
        return None


class TabletPage(Page, mixin=True):
    """A young person's page: what stands on it was tapped or made on this very tablet."""

    def _forget_what_was_read(self, *stays: str) -> None:
        """A cut takes nothing from under a hand, and no card that is still being copied down."""


def _emptied_when_refused(kind: type[Page], token: str, on_hint: OnHint) -> OnHint:
    """What an open page shows is taken away with the right to see it (rule 4: at once).

    An agreement that was withdrawn, a picture that went: the hint reads, is refused, and the page
    shows what is shown to somebody who asks for what is not there.
    """

    async def heard(message: Message) -> push.Delta | None:
        try:
            return await on_hint(message)
        except Refusal as refusal:
            if refusal.kind in RIGHT_GONE:
                empty = {
                    name: field.default_value()
                    for name, field in kind.get_fields().items()
                    if field._owner is kind and name in kind.base_vars
                }
                await push.to_page(token, push.delta(kind, **empty | _MISSING))
                await push.forget(token, functools.partial(_missed, kind))
            raise

    return heard


def _missed(kind: type[Page], root: BaseState) -> None:
    """What the server holds of one page goes as well: hydrating would send it again."""
    page = cast("Page", root.get_substate(kind.get_full_name().split(".")))
    page.reset()  # type: ignore[no-untyped-call]
    page.missing = page.ready = True


def _emptied(root: BaseState) -> None:
    """All that the server holds of a page whose session is over."""
    for below in root.substates.values():
        if isinstance(below, Page):
            below.reset()  # type: ignore[no-untyped-call]
        _emptied(below)


_MISSING = {"missing": True, "ready": True}


async def _asks_again(page: Page, handler: str) -> None:
    """A worker's page that could not be read when it opened or came back would hear of nothing from
    then on, with what it showed before still on it: it is told to ask again by itself."""
    from peermap_app.state.live import unread_now  # noqa: PLC0415 - it is a page's state itself

    if handler in (OPENS, HEARS) and not isinstance(page, TabletPage):
        await push.to_page(page._token(), unread_now())


async def _cover(token: str) -> None:
    """A page that does not know yet that its session is locked (ui/idle_lock) learns it."""
    from peermap_app.state.live import COVERED  # noqa: PLC0415 - it is a page's state itself

    await push.to_page(token, COVERED)


def _by_field(refusals: Iterable[Refusal], spoken: languages.Catalogue) -> dict[str, str]:
    named = ((errors.field_of(each), spoken.refusal(each)) for each in refusals)
    return {field: sentence for field, sentence in named if field}


async def _to_its_end(work: Coroutine[Any, Any, Any]) -> Any:
    """Whoever leaves a page has its handlers cancelled (Reflex, on a new page or a lost socket).

    What began still ends: a map is not kept with nobody told of it, and no transaction is cut.
    """
    task = asyncio.ensure_future(work)
    left = False
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            left = True
    if left:
        raise asyncio.CancelledError
    return task.result()


Handler = Callable[Concatenate[S, P], Awaitable[Any]]
Guarded = Callable[Concatenate[S, P], Coroutine[Any, Any, Any]]


def guarded(handler: Handler[S, P]) -> Guarded[S, P]:
    """Wraps a handler so that whatever goes wrong ends as one plain sentence on the page.

    Whoever is asking is found inside the handler (`_worker`, `_tablet`) and authorised by the
    service it calls; this turns what they raise into what is shown, and logs nothing of the data.
    """
    return _guard(handler, speaks=True)


def guarded_in_passing(handler: Handler[S, P]) -> Guarded[S, P]:
    """`guarded`, for what a page tells by itself many times a second, such as where a finger is.

    It neither wipes a sentence that stands on the page nor puts one there; but a page whose right
    is gone is turned away as ever.
    """
    return _guard(handler, speaks=False)


async def _hushed(page: Page, handler: str) -> None:
    """An act begins with nothing said; so does a page that opens, but for one that comes back."""
    page.notice = ""
    if handler != OPENS:
        page.problems = {}
    elif not await page._came_back():
        page._silent()


def _guard(handler: Handler[S, P], *, speaks: bool) -> Guarded[S, P]:
    async def run(self: S, *args: P.args, **kwargs: P.kwargs) -> Any:
        _began.set(asyncio.get_running_loop().time())
        try:
            if speaks:
                await _hushed(self, handler.__name__)
            return await handler(self, *args, **kwargs)
        except Refusal as refusal:
            if isinstance(refusal, NobodyHere | Covered):
                await self._turned_away(handler.__qualname__, refusal)
            if refusal.code == "locked":
                await _cover(self._token())
                return None
            if speaks or refusal.kind in RIGHT_GONE:
                return self._refused(refusal)
            return None
        except bootstrap.Ended:
            return None  # the page loses its socket in this moment, and comes back
        except Exception as problem:
            quiet.note(problem)
            if speaks:
                spoken = languages.catalogue(self._language())
                self.notice = spoken.refusal(Refusal("something_wrong"))
            await _asks_again(self, handler.__name__)
            return None

    @functools.wraps(handler)
    async def wrapper(self: S, *args: P.args, **kwargs: P.kwargs) -> Any:
        return await _to_its_end(run(self, *args, **kwargs))

    wrapper.__guarded__ = True  # type: ignore[attr-defined]
    return cast("Guarded[S, P]", wrapper)
