"""Settings: what is changed in a page, and what is set at the machine, without keys and secrets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import reflex as rx

from peermap_app.services import house_rules
from peermap_app.settings import Settings
from peermap_app.state.forms import FormPage, sent
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import nothing_new
from peermap_app.state.views import Pair
from peermap_app.words import settings_words as w


class HouseRulesState(FormPage, rx.State):
    """The values as text, by their names; the form is made anew when they change."""

    held: dict[str, str] = {}  # noqa: RUF012 - Reflex copies defaults for each page
    facts: list[Pair] = []  # noqa: RUF012 - Reflex copies defaults for each page

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read them."""
        house, who = await self._worker(present=False)
        self._fresh()
        found = await house_rules.values(house, who)
        self.held = {name: str(value) for name, value in found.items()}
        self.facts, self.ready = _facts(house.settings), True
        self._enter(who, [f"worker:{who.worker_id}"], nothing_new)

    @rx.event
    @guarded
    async def change(self, form: dict[str, Any]) -> None:
        """Change them."""
        house, who = await self._worker()
        await house_rules.change(house, who, sent(form))
        found = await house_rules.values(house, who)
        self.held = {name: str(value) for name, value in found.items()}
        self.notice = w.SAVED


def _facts(held: Settings) -> list[Pair]:
    """What an administrator may know: never a key, and no address that may hold a password."""
    kind = "postgresql" if held.database_url.startswith("postgresql") else "sqlite"
    lines = "\n".join(f"{name}: {number}" for name, number in held.help_lines)
    return [
        Pair(w.ADDRESS, held.base_url),
        Pair(w.DATABASE, w.DATABASES[kind]),
        Pair(w.REDIS, w.REDIS_IS[held.redis_url is not None]),
        Pair(w.PROCESSES, str(held.processes)),
        Pair(w.HTTPS, w.YES_NO[held.secure]),
        Pair(w.IDLE, w.minutes(held.session_idle // timedelta(minutes=1))),
        Pair(w.LONGEST, w.hours(held.session_absolute // timedelta(hours=1))),
        Pair(w.FACTOR, w.FACTOR_FOR[held.second_factor_for_all]),
        Pair(w.BACKUPS, w.days(held.backup_days)),
        Pair(w.ALONE, str(held.agrees_alone_from)),
        Pair(w.HELP_LINES, lines),
    ]
