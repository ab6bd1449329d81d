"""The administration's pages: accounts, teams, allocations; nothing of a young person."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.errors import NotFound
from peermap_app.services import administration, recovery, waiting
from peermap_app.services.unit import Who
from peermap_app.state import office_views
from peermap_app.state.forms import FormPage, sent, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import ListPage, nothing_new
from peermap_app.state.office_views import AccountRow, TeamRow, WaitingRow
from peermap_app.words import office_words as w
from peermap_app.words import recovery as words


class AccountsState(FormPage, ListPage, rx.State):
    """Every account, and a form for a new one."""

    rows: list[AccountRow] = []  # noqa: RUF012 - Reflex copies defaults for each page
    teams: list[str] = []  # noqa: RUF012 - Reflex copies defaults for each page

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read them."""
        await self._opened()

    @rx.event
    @guarded
    async def add(self, form: dict[str, Any]) -> Any:
        """Make one, and go to it."""
        house, who = await self._worker()
        made = await administration.add_account(house, who, sent(form))
        return rx.redirect(f"/accounts/{made}")

    @classmethod
    async def _read(cls, house: House, who: Who) -> dict[str, Any]:
        staff = await administration.staff(house, who)
        return {
            "rows": [office_views.account(line, who.worker_id) for line in staff.accounts],
            "teams": [line.name for line in staff.teams],
        }


class AccountState(FormPage, rx.State):
    """One account: its role, its team, and whether it is open."""

    view: AccountRow = AccountRow()
    teams: list[str] = []  # noqa: RUF012 - Reflex copies defaults for each page

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read it."""
        house, who = await self._worker(present=False)
        self._fresh()
        await self._show(house, who, self._param("worker_id"))
        self._enter(who, [f"worker:{who.worker_id}"], nothing_new)

    @rx.event
    @guarded
    async def change(self, form: dict[str, Any]) -> None:
        """Another role or team."""
        house, who = await self._worker()
        worker_id = typed(form, "worker_id")
        await administration.change_account(house, who, worker_id, sent(form))
        await self._show(house, who, worker_id)
        self.notice = w.SAVED

    @rx.event
    @guarded
    async def close(self, worker_id: str) -> None:
        """Close it."""
        house, who = await self._worker()
        await administration.close_account(house, who, worker_id)
        await self._show(house, who, worker_id)
        self.notice = w.SAVED

    @rx.event
    @guarded
    async def open_again(self, worker_id: str) -> None:
        """Open it again."""
        house, who = await self._worker()
        await administration.open_account(house, who, worker_id)
        await self._show(house, who, worker_id)
        self.notice = w.SAVED

    @rx.event
    @guarded
    async def send_link(self, worker_id: str, lost: str) -> None:
        """Ask for a link for who cannot sign in: it waits for their supervisor."""
        house, who = await self._worker()
        await recovery.ask_for(house, who, worker_id, lost)
        self.notice = words.ASKED_FOR

    async def _show(self, house: House, who: Who, worker_id: str) -> None:
        staff = await administration.staff(house, who)
        line = next((each for each in staff.accounts if each.id == worker_id), None)
        if line is None:
            raise NotFound("not_found")
        self.view = office_views.account(line, who.worker_id)
        self.teams, self.ready = [each.name for each in staff.teams], True


class TeamsState(FormPage, ListPage, rx.State):
    """Every team with its supervisors."""

    rows: list[TeamRow] = []  # noqa: RUF012 - Reflex copies defaults for each page

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read them."""
        await self._opened()

    @rx.event
    @guarded
    async def call(self, form: dict[str, Any]) -> None:
        """Add one, or give one another name."""
        house, who = await self._worker()
        await administration.name_team(house, who, sent(form))
        await self._done(house, who, w.SAVED)

    @classmethod
    async def _read(cls, house: House, who: Who) -> dict[str, Any]:
        staff = await administration.staff(house, who)
        return {"rows": [office_views.team(line) for line in staff.teams]}


class AllocationsState(FormPage, ListPage, rx.State):
    """A form for an allocation, what waits, and cases whose workers have left."""

    rows: list[WaitingRow] = []  # noqa: RUF012 - Reflex copies defaults for each page
    left: list[WaitingRow] = []  # noqa: RUF012 - Reflex copies defaults for each page

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read what waits and what was left."""
        await self._opened()

    @rx.event
    @guarded
    async def ask(self, form: dict[str, Any]) -> None:
        """Ask for one; it waits for a supervisor."""
        house, who = await self._worker()
        await waiting.ask_allocation(house, who, sent(form))
        self.taken += 1
        await self._done(house, who, w.ASKED)

    @classmethod
    def _hears(cls) -> frozenset[str]:
        return frozenset({"waits"})

    @classmethod
    async def _read(cls, house: House, who: Who) -> dict[str, Any]:
        now, asked = house.clock(), await waiting.asked_for(house, who)
        left = await administration.left_cases(house, who)
        return {
            "rows": [office_views.waiting(line, now) for line in asked],
            "left": [office_views.left(line) for line in left],
        }


class AgreeState(FormPage, ListPage, rx.State):
    """What waits for a supervisor."""

    rows: list[WaitingRow] = []  # noqa: RUF012 - Reflex copies defaults for each page

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read what waits."""
        await self._opened()

    @rx.event
    @guarded
    async def agree(self, asked_id: str) -> None:
        """Agree to one."""
        house, who = await self._worker()
        await waiting.answer(house, who, asked_id, agree=True)
        await self._done(house, who, w.AGREED)

    @rx.event
    @guarded
    async def refuse(self, asked_id: str) -> None:
        """Refuse one."""
        house, who = await self._worker()
        await waiting.answer(house, who, asked_id, agree=False)
        await self._done(house, who, w.REFUSED)

    @classmethod
    def _hears(cls) -> frozenset[str]:
        return frozenset({"waits"})

    @classmethod
    async def _read(cls, house: House, who: Who) -> dict[str, Any]:
        now, lines = house.clock(), await waiting.for_supervisor(house, who)
        return {"rows": [office_views.waiting(line, now) for line in lines]}
