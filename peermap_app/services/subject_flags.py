"""Flags in the whole record of one young person: what was said, changed, and half written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from peermap_app.domain import sharing_drafts
from peermap_app.domain.flag_drafts import DRAFT_SAYS
from peermap_app.services import flag_kinds
from peermap_app.storage.draft_tables import SharingDraft
from peermap_app.storage.flag_tables import FlagDraft, FlagVersion
from peermap_app.storage.held_tables import HeldConnection
from peermap_app.storage.tables import Flag, Table

T = TypeVar("T", bound=Table)
Said = dict[str, Any]


class Found(Protocol):
    """A case's rows by table, who is named in them, and what is sealed in one."""

    def all(self, kind: type[T]) -> Sequence[T]: ...

    def name(self, worker_id: str | None) -> str | None: ...

    def opened(self, kind: str, row: Any) -> Said: ...


def moment(at: datetime | None) -> str | None:
    """A moment to be read; None where it never came."""
    return None if at is None else at.isoformat(timespec="seconds")


def said(found: Found) -> Said:
    """Five lists, oldest first."""
    return {
        "flags": [_flag(found, row) for row in found.all(Flag)],
        "flags_changed": [_changed(found, row) for row in found.all(FlagVersion)],
        "flags_half_written": [
            _draft(found, row, "flag_draft", DRAFT_SAYS) for row in found.all(FlagDraft)
        ],
        "sharings_half_written": [
            _draft(found, row, "sharing_draft", sharing_drafts.DRAFT_SAYS)
            for row in found.all(SharingDraft)
            if not found.opened("sharing_draft", row).get("sent")
        ],
        "connections_held": [_held(found, row) for row in found.all(HeldConnection)],
    }


def _flag(found: Found, row: Flag) -> Said:
    """What was flagged about them; whom it reached is another young person's worker."""
    held = found.opened("flag", row)
    said = ("kind", "need_to_know", "threshold", "told", "not_told_because")
    return {
        "at": moment(row.at),
        "by": found.name(row.worker_id),
        "urgency": row.urgency,
        "called": flag_kinds.said(held).words,
        **{name: held[name] for name in said},
    }


def _changed(found: Found, row: FlagVersion) -> Said:
    """What was corrected, added, closed or withdrawn, and of which flag, by its moment."""
    held, flags = found.opened("flag_version", row), {one.id: one for one in found.all(Flag)}
    return {
        "at": moment(row.at),
        "by": found.name(row.worker_id),
        "of": moment(flags[row.flag_id].at),
        **{name: held[name] for name in ("what", "text", "why") if name in held},
    }


def _held(found: Found, row: HeldConnection) -> Said:
    """What their record held of one connection, and what it said before each correction."""
    held = found.opened("held_connection", row)
    ours = ("by", "form", "earlier")  # ids of ours, which say nothing to whoever reads it
    earlier = [{name: one[name] for name in one if name not in ours} for one in held["earlier"]]
    said = {name: held[name] for name in held if name not in ours}
    return {"at": moment(row.at), **said, "by": found.name(row.worker_id), "earlier": earlier}


def _draft(found: Found, row: FlagDraft | SharingDraft, seal: str, says: tuple[str, ...]) -> Said:
    """What was half written about them; whom it would not reach, and the other case's reference,
    are left out as of what was sent."""
    draft = found.opened(seal, row).get("draft", {})
    said = {name: draft[name] for name in says if name in draft}
    return {"at": moment(row.at), "by": found.name(row.worker_id), **said}
