"""What the pages of closing and of what is due show: frozen, plain, already in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from peermap_app.services.closing import CloseForm, ClosingLine
from peermap_app.services.retention import DueLine, HeldLine, HoldLine, NoteLine
from peermap_app.state import times
from peermap_app.words import ending_words as w


@dataclass(frozen=True, slots=True)
class CloseView:
    """The page "Close this case". `closed_why`: it was asked for already."""

    id: str = ""
    reference: str = ""
    closed_why: str = ""


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """One ask that waits. `yours`: why this supervisor cannot agree, or ""."""

    id: str = ""
    title: str = ""
    why: str = ""
    yours: str = ""


@dataclass(frozen=True, slots=True)
class DueRow:
    """One line of what is due. `case_id`: of the case whose hold can be ended, or "".

    `ticked`: it was ticked when erasing was refused until it is shown who is there.
    """

    key: str = ""
    box: str = ""
    case_id: str = ""
    title: str = ""
    since: str = ""
    held: str = ""
    may_tick: bool = True
    ticked: bool = False


def close_view(form: CloseForm, now: datetime) -> CloseView:
    """The form, or that it waits."""
    why = ""
    if form.asked is not None:
        by, at = form.asked
        why = w.asked(by, times.day_of(at, now))
    return CloseView(form.case_id, form.reference, why)


def closing_row(line: ClosingLine, now: datetime) -> ClosingRow:
    """One ask in words."""
    return ClosingRow(
        id=line.id,
        title=w.closing(line.reference, line.initials),
        why=w.asked_why(line.asked_by, times.day_of(line.asked_at, now), line.reason.value),
        yours=w.YOURS if line.yours else "",
    )


def due_row(line: DueLine, now: datetime) -> DueRow:
    """One line in words."""
    kind, held = line.due.kind.value, line.held
    today = times.british(now).date()
    return DueRow(
        key=line.due.key,
        box=f"due_{line.due.key}",
        case_id=line.due.case_id or "",
        title=w.due_line(kind, line.things, line.reference or ""),
        since=w.since(kind, times.day_of(line.since, now)),
        held="" if held is None else _held(held, today),
        may_tick=held is None or held.over,
    )


def held_row(line: HeldLine, now: datetime) -> DueRow:
    """A case that is held, of which nothing is due."""
    said = _held(line.held, times.british(now).date())
    return DueRow(line.case_id, "", line.case_id, line.reference, w.NOT_DUE, said, may_tick=False)


def _held(held: HoldLine, today: date) -> str:
    return w.held(held.by, times.day(held.review, today), held.reason, over=held.over)


def note_line(line: NoteLine, now: datetime) -> str:
    """One erasing in words."""
    until = times.day(line.backups_until, times.british(now).date())
    return w.note(line.kind.value, line.things, times.day_of(line.at, now), until)
