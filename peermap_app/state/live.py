"""What every open worker page knows: who is signed in, and how many alerts wait."""

from __future__ import annotations

import time

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.tray import KINDS
from peermap_app.live import push
from peermap_app.live.heard import Heard
from peermap_app.live.pages import ANEW, Message, OnHint, is_of, pages
from peermap_app.services import alerts, cases, deliveries, idle_lock, tray
from peermap_app.services.unit import Who
from peermap_app.state.guarded import Page, guarded, guarded_in_passing

BADGE = "badge"
"""The registry's slot of the badge: it stays while pages change."""


class LiveState(Page, rx.State):
    """The bar of places, and the dot without words of the drawing pages (rule 11)."""

    badge: int = 0
    dot: bool = False
    name: str = ""
    works: bool = False
    """Has cases to work with; the other roles of this issue see their name and sign out."""
    checks: bool = False
    """Is the data protection lead, who reads the access record and may open a locked copy."""
    administers: bool = False
    """Is an administrator."""
    agrees: bool = False
    """Is a practice supervisor, for whom what others asked for waits."""
    lock_after: int = 0
    """Seconds after which a page that nobody touches covers itself; 0 until it is known."""
    whose: str = ""
    """The mark of whom this page is shown to: nobody else opens it again (api/page_owner)."""
    covered: bool = False
    """Set on the page alone, by `COVERED`: the server said that the session is locked."""
    unread: int = 0
    """Set on the page alone, by `unread_now`: what it shows could not be read, so it asks again."""
    newest: int = -1
    """The number of the newest alert that the bar tells of; -1 for whoever gets none."""
    waits: int = 0
    """How many things wait for a supervisor, a data protection lead or an administrator."""
    _standing: str = ""
    """On the server alone: the standing in which this page was last sent all of its state."""
    _opened: str = ""
    """The page that was opened last: the same again is a reconnect, and not somebody being here.
    A server that restarted knows of none, and of nobody who came."""
    _anew: bool = False
    """A page was loaded in the browser, and did not only come back."""

    @rx.event
    @guarded
    async def enter(self) -> None:
        """Every worker page calls this when it loads or reconnects."""
        path, opened = str(self.router._page.raw_path), self._opened
        house, who = await self._worker(present=self._anew or opened not in ("", path))
        self._opened, self._anew = path, False
        self.name, self.works = who.name, await works_with_cases(house, who)
        self.checks = who.role is Role.DATA_PROTECTION
        self.administers = who.role is Role.ADMINISTRATOR
        self.agrees = who.role is Role.SUPERVISOR
        heard = await _heard(house, who)
        self.newest = heard.number
        self.badge = await alerts.todo_count(house, who) if gets_alerts(who) else 0
        self.waits = await to_decide(house, who)
        self.dot = self.badge > 0
        self.lock_after = int(house.settings.lock_after.total_seconds())
        self.whose = idle_lock.mark(house, who.worker_id)
        on_hint = _on_hint(house, who, heard)
        self._enter(who, [f"worker:{who.worker_id}"], on_hint, slot=BADGE, unseen=_unseen)

    @rx.event
    @guarded_in_passing
    async def shown(self, number: int) -> None:
        """Somebody can see the bar, with all alerts up to this number: they arrived. A page that
        missed one, asleep or by a hint that was lost, is told to look."""
        house, who = await self._worker(present=False)
        if await deliveries.shown(house, who, number):
            pages.deliver(f"worker:{who.worker_id}", {"kind": "alert"})

    def _forget_what_was_read(self, *stays: str) -> None:
        """It says who is signed in, and of no case: that stays for as long as they are."""

    def _opened_anew(self) -> None:
        super()._opened_anew()
        self._anew = True


COVERED = push.delta(LiveState, covered=True)


def unread_now() -> push.Delta:
    """Another number each time (µs): the page reads it all anew a little later (ui/idle_lock)."""
    return push.delta(LiveState, unread=time.time_ns() // 1_000)


def _unseen(message: Message) -> push.Delta | None:
    """On a locked page an alert is a dot without words, and no number."""
    if not is_of(message, "alert"):
        return COVERED
    return push.delta(LiveState, covered=True, dot=True)


async def works_with_cases(house: House, who: Who) -> bool:
    """A practitioner always; a practice supervisor who is allocated to a case of their own."""
    if who.role is Role.SUPERVISOR:
        return bool(await cases.my_cases(house, who))
    return who.role is Role.PRACTITIONER


async def begins_with_alerts(house: House, who: Who) -> bool:
    """Whether the inbox is the first page of somebody: of whoever works with cases, and of a
    supervisor to whom an alert came in the place of others."""
    if await works_with_cases(house, who):
        return True
    return gets_alerts(who) and await alerts.todo_count(house, who) > 0


def gets_alerts(who: Who) -> bool:
    """Whoever works with cases, covers, is on duty or supervises."""
    return who.role in (Role.PRACTITIONER, Role.SUPERVISOR)


async def to_decide(house: House, who: Who) -> int:
    """How many things wait for their decision."""
    return await tray.count(house, who) if who.role in KINDS else 0


async def _heard(house: House, who: Who) -> Heard:
    """How far this worker's alerts are; -1 for a role that gets none."""
    return Heard(await deliveries.newest(house, who) if gets_alerts(who) else -1)


def _on_hint(house: House, who: Who, heard: Heard) -> OnHint:
    async def on_hint(message: Message) -> push.Delta | None:
        if message.get("kind") == "waits":
            return push.delta(LiveState, waits=await to_decide(house, who))
        if not is_of(message, "alert") or heard.knows(message):
            return None
        number = (await _heard(house, who)).number
        waiting = await alerts.todo_count(house, who)
        more = {"waits": await to_decide(house, who)} if message.get("kind") == ANEW else {}
        heard.number = number  # once it was read: what fails is told again, and is not known
        return push.delta(LiveState, badge=waiting, dot=waiting > 0, newest=heard.number, **more)

    return on_hint
