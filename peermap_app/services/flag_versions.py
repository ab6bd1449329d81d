"""What a flag says now, and what changed since it was sent: for its own side, and for the others.

Read together for many flags: an inbox of a hundred asks once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from peermap_app.bootstrap import House
from peermap_app.domain.flag_changes import Change, Standing, What, for_others, says_now, standing
from peermap_app.services import flag_kinds
from peermap_app.services.admission import well_formed
from peermap_app.services.flag_kinds import KindSaid
from peermap_app.services.unit import Unit, reading
from peermap_app.storage import cases as cases_store
from peermap_app.storage import flag_tables as store
from peermap_app.storage import reviews as reviews_store
from peermap_app.storage.flag_tables import FlagVersion
from peermap_app.storage.sealing import Vault
from peermap_app.storage.tables import Flag
from peermap_app.words.flag_change_words import WITHDRAWN_KIND

WITHDRAWN = KindSaid("withdrawn", WITHDRAWN_KIND, good=False)
"""Instead of its kind, for those to whom a withdrawn flag was sent."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change as somebody may read it.

    Attributes:
        before: of a correction, what it said until then; "" for the others.
        told, seen: how many had been told until then, and had seen it.
    """

    what: What
    at: datetime
    by: str
    text: str
    why: str
    before: str = ""
    told: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class FlagNow:
    """A flag with all its changes. `held`: it out of its seal, as it says now."""

    held: Mapping[str, Any]
    standing: Standing
    changes: tuple[ChangeLine, ...]
    number: int

    @property
    def changed_at(self) -> datetime | None:
        """When it changed last."""
        return self.changes[-1].at if self.changes else None

    @property
    def kind(self) -> KindSaid:
        """What it was sent as."""
        return WITHDRAWN if self.held.get("withdrawn") else flag_kinds.said(self.held)


NO_CASE = "0" * 32
"""No case has this id: it is refused like one that is not the asker's."""


async def case_of(house: House, flag_id: object) -> str:
    """The case of a flag, `NO_CASE` for whatever is no flag. It tells nobody: ask
    for that case next."""
    if not well_formed(flag_id):
        return NO_CASE
    async with reading(house) as session:
        row = await session.get(Flag, flag_id)
        return row.case_id if row is not None else NO_CASE


async def now_of(u: Unit, flags: Iterable[Flag], *, own: bool) -> dict[str, FlagNow]:
    """Each of these flags as it stands. `own`: read by its own side, else by those who were told.

    Whoever calls this has found that the asker may read them.
    """
    flags = list(flags)
    ids = [flag.id for flag in flags]
    rows = await store.versions(u.session, ids)
    still = await reviews_store.open_flags(u.session, ids, u.now.date())
    by = {row.worker_id for several in rows.values() for row in several}
    people = await cases_store.workers_with_team(u.session, tuple(by)) if by else {}
    names = {worker_id: people[worker_id][0].name for worker_id in by}
    found = {}
    for flag in flags:
        vault = await u.vault(flag.case_id)
        open_by_date = flag.id in still
        found[flag.id] = _now(vault, flag, rows[flag.id], names, open_by_date, own=own)
    return found


def _now(
    vault: Vault,
    flag: Flag,
    rows: Sequence[FlagVersion],
    names: Mapping[str, str],
    open_by_date: bool,
    *,
    own: bool,
) -> FlagNow:
    held: dict[str, Any] = dict(vault.open("flag", flag.id, flag.sealed))
    opened = [vault.open("flag_version", row.id, row.sealed) for row in rows]
    changes = [Change(What(one["what"]), one["text"], one["why"]) for one in opened]
    at = standing([change.what for change in changes], open_by_date=open_by_date)
    lines, text = [], held["need_to_know"]
    for row, change, one in zip(rows, changes, opened, strict=True):
        before = text if change.what is What.CORRECT else ""
        text = change.text if change.what is What.CORRECT else text
        line = ChangeLine(change.what, row.at, names[row.worker_id], change.text, change.why)
        lines.append(replace(line, before=before, told=one["told"], seen=one["seen"]))
    if own:
        return FlagNow({**held, "need_to_know": text}, at, tuple(lines), len(rows))
    return _to_others(held, at, changes, lines)


def _to_others(
    held: Mapping[str, Any], at: Standing, changes: Sequence[Change], lines: Sequence[ChangeLine]
) -> FlagNow:
    """Nothing of what was corrected, and of a withdrawn flag only that it was."""
    said = says_now(held["need_to_know"], changes)
    gone = at is Standing.WITHDRAWN
    shown = [line for line in lines if not gone or line.what is What.WITHDRAW]
    told = tuple(
        ChangeLine(change.what, line.at, line.by, change.text, change.why)
        for line, change in zip(shown, for_others(changes), strict=True)
    )
    kept = {"threshold": held["threshold"], "told": held["told"]} if gone else dict(held)
    empty = {"not_told_because": None, "withdrawn": True} if gone else {}
    return FlagNow({**kept, "need_to_know": said, **empty}, at, told, len(changes))
