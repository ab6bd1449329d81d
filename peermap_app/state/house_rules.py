"""Settings, to be read: what the data protection lead set, and what is set at the machine.

Without keys and secrets."""

from __future__ import annotations

from datetime import timedelta

import reflex as rx

from peermap_app.services import house_rules
from peermap_app.settings import Settings
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.listed import nothing_new
from peermap_app.state.views import Pair
from peermap_app.words import settings_words as w


class HouseRulesState(Page, rx.State):
    """Figures that the data protection lead set, and what is set at the machine: to be read."""

    usual: list[Pair] = []  # noqa: RUF012 - Reflex copies defaults for each page
    facts: list[Pair] = []  # noqa: RUF012 - Reflex copies defaults for each page

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read them."""
        house, who = await self._worker(present=False)
        self._fresh()
        found = await house_rules.seen(house, who)
        self.usual = [Pair(w.NAMES[name], w.value(name, found[name])) for name in w.NAMES]
        self.facts, self.ready = _facts(house.settings), True
        self._enter(who, [f"worker:{who.worker_id}"], nothing_new)


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
