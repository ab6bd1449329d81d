"""What a room holds and how it changes: pure, so that memory and Redis do exactly the same.

Numbers grow by one. An edit's id is remembered, so a repeat changes nothing. A room that lost its
content (a restart) begins again `reborn`: for a short while a page's copy may be laid under what
was drawn meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from peermap_app.domain.company import Company, parse_company
from peermap_app.domain.consent import (
    Answers,
    Mark,
    PresenceNote,
    mark_to_wire,
    parse_answers,
    parse_mark,
    parse_presence,
)
from peermap_app.domain.errors import Conflict, Refusal
from peermap_app.domain.peer_map import (
    EMPTY,
    AddPlace,
    AddStroke,
    ChangePlace,
    Edit,
    Op,
    PeerMap,
    apply,
    edit_to_wire,
    from_wire,
    parse_edit,
    to_wire,
)
from peermap_app.services.ports import (
    Applied,
    By,
    NumberedEdit,
    RefusedEdit,
    RoomContent,
)

SEED_WINDOW = timedelta(seconds=120)
"""How long after a loss a copy with a higher number may replace the first: two cuts of a minute."""
MOST_RECENT = 200
MOST_WEIGHT = 100_000
"""Numbers and letters that the newest edits hold together. 200 long strokes of a pen have half of
it; what is drawn and rubbed out in one edit over and over would be hundreds of megabytes."""
MOST_DONE = 1024
NOTHING_SAID = Answers()
NOBODY_NAMED = Company()


@dataclass(frozen=True, slots=True)
class Book:
    """A room's whole state. `seeded` is the number of the copy that was taken, `reborn` when."""

    number: int = 0
    peer_map: PeerMap = EMPTY
    done: tuple[str, ...] = ()
    recent: tuple[NumberedEdit, ...] = ()
    answers: Answers = NOTHING_SAID
    mark: Mark | None = None
    company: Company = NOBODY_NAMED
    presence: PresenceNote | None = None
    still: bool = False
    asked_before: bool = False
    """Something was said in an earlier standing still, and is forgotten."""
    reborn: datetime | None = None
    seeded: int | None = None

    def content(self, now: datetime) -> RoomContent:
        """What services see of it."""
        return RoomContent(
            number=self.number,
            peer_map=self.peer_map,
            done=self.done,
            recent=self.recent,
            answers=self.answers,
            mark=self.mark,
            company=self.company,
            presence=self.presence,
            still=self.still,
            lost=self.seeded is None and self.takes_copies(now),
            takes_copies=self.takes_copies(now),
            asked_before=self.asked_before,
        )

    def takes_copies(self, now: datetime) -> bool:
        """Whether it is still so soon after a loss that a page's copy may count."""
        return self.reborn is not None and now < self.reborn + SEED_WINDOW


def begun(book: Book | None, peer_map: PeerMap) -> Book | None:
    """A room's beginning; None when the one that is there stays as it is.

    A map to start from has number 1, so that no page takes its empty copy for the newest.
    """
    if book is not None and (peer_map == EMPTY or book != Book()):
        return None
    return Book() if peer_map == EMPTY else Book(number=1, peer_map=peer_map)


def reborn(now: datetime) -> Book:
    """A room whose content was lost, and in which somebody draws again."""
    return Book(reborn=now)


def with_edits(book: Book, by: By, edits: Iterable[Edit], now: datetime) -> tuple[Book, Applied]:
    """Each edit once, in order; one that does not fit is refused alone. Conflict("board_still").

    In a room that waits for a page's copy, what does not fit is left unanswered: it may well fit
    once the copy lies under it, and the page keeps it and sends it again then.
    """
    if book.still:
        raise Conflict("board_still")
    waits = book.seeded is None and book.takes_copies(now)
    known = set(book.done)
    taken: list[NumberedEdit] = []
    done: list[str] = []
    refused: list[RefusedEdit] = []
    peer_map, number = book.peer_map, book.number
    for edit in edits:
        if edit.id in known:
            done.append(edit.id)
            continue
        try:
            peer_map = apply(peer_map, edit)
        except Refusal as refusal:
            if not waits:
                refused.append(RefusedEdit(edit.id, refusal.code, refusal.data))
            continue
        number += 1
        known.add(edit.id)
        done.append(edit.id)
        taken.append(NumberedEdit(number, by, edit, now))
    if taken:
        book = replace(
            book,
            number=number,
            peer_map=peer_map,
            done=(*book.done, *(each.edit.id for each in taken))[-MOST_DONE:],
            recent=_newest((*book.recent, *taken)),
        )
    return book, Applied(number, tuple(taken), tuple(done), tuple(refused), book.recent)


def _newest(edits: tuple[NumberedEdit, ...]) -> tuple[NumberedEdit, ...]:
    """The tail that a room remembers: bounded in edits and in what they hold, never empty."""
    tail = edits[-MOST_RECENT:]
    held, first = weight(tail[-1].edit), len(tail) - 1
    while first and (held := held + weight(tail[first - 1].edit)) <= MOST_WEIGHT:
        first -= 1
    return tail[first:]


def weight(edit: Edit) -> int:
    """About how many numbers and letters an edit holds."""
    return sum(map(_weight, edit.ops))


def _weight(op: Op) -> int:
    match op:
        case AddStroke(stroke=stroke):
            return _LITTLE + len(stroke.points) + len(stroke.press)
        case AddPlace(reason=reason) | ChangePlace(reason=reason):
            return _LITTLE + len(reason or "")
        case _:
            return _LITTLE


_LITTLE = 12
"""What an op without ink or a reason holds."""


def after(book: Book, number: int) -> tuple[NumberedEdit, ...] | None:
    """The edits after `number`; None when the tail does not reach back that far, or beyond it."""
    if number > book.number or number < 0:
        return None
    missing = book.number - number
    if missing > len(book.recent):
        return None
    return book.recent[len(book.recent) - missing :]


def with_copy(
    book: Book | None,
    peer_map: PeerMap,
    number: int,
    *,
    done: Iterable[str],
    still: bool,
    answers: Answers | None,
    mark: Mark | None,
    presence: PresenceNote | None = None,
    company: Company | None = None,
    now: datetime,
) -> Book | None:
    """A room with a page's copy laid under it, or None when the copy is not taken."""
    if book is not None and not _wants(book, number, still, now):
        return None
    fresh = Book(
        number=number,
        peer_map=peer_map,
        done=tuple(dict.fromkeys(done))[-MOST_DONE:],
        answers=answers or NOTHING_SAID,
        mark=mark,
        company=company or NOBODY_NAMED,
        presence=(book.presence if book else None) or presence,
        asked_before=book.asked_before if book else False,
        reborn=book.reborn if book else now,
        seeded=number,
    )
    if book is not None:
        if book.answers != NOTHING_SAID:
            fresh = replace(fresh, answers=book.answers)
        fresh = replace(fresh, mark=book.mark or fresh.mark)
        if book.company != NOBODY_NAMED:
            fresh = replace(fresh, company=book.company)
        # Numbers that pages have seen must not come back with another meaning.
        fresh = replace(fresh, number=max(number, book.number))
        for each in book.recent:
            fresh, _ = with_edits(fresh, each.by, (each.edit,), each.at)
    return replace(fresh, still=still)


def _wants(book: Book, number: int, still: bool, now: datetime) -> bool:
    if not book.takes_copies(now) or book.still != still:
        return False
    return book.seeded is None or (number > book.seeded and not still)


def frozen(book: Book) -> Book:
    """No edit from here on; of an earlier standing still nothing is left, however it ended."""
    return replace(thawed(book), still=True)


def thawed(book: Book) -> Book:
    """Edits are taken again; what was said or noted while it stood still is forgotten."""
    return replace(
        book,
        still=False,
        answers=NOTHING_SAID,
        mark=None,
        company=NOBODY_NAMED,
        presence=None,
        asked_before=book.asked_before or _said_something(book),
    )


def _said_something(book: Book) -> bool:
    said_of_it = book.answers != NOTHING_SAID or book.company != NOBODY_NAMED
    return book.still and (said_of_it or book.mark is not None)


def said(
    book: Book,
    *,
    answers: Answers | None = None,
    mark: Mark | None = None,
    no_mark: bool = False,
    company: Company | None = None,
    presence: PresenceNote | None = None,
) -> Book:
    """With what was said or noted. Conflict("not_now") unless the board stands still."""
    if not book.still:
        raise Conflict("not_now")
    if answers is not None:
        book = replace(book, answers=answers)
    if mark is not None or no_mark:
        book = replace(book, mark=mark)
    if company is not None:
        book = replace(book, company=company)
    if presence is not None:
        book = replace(book, presence=presence)
    return book


# --- as bytes, for a Redis that keeps it sealed ---


def to_bytes(book: Book) -> bytes:
    """A book as JSON bytes; `from_bytes` gives an equal one."""
    wire: dict[str, Any] = {
        "number": book.number,
        "map": to_wire(book.peer_map),
        "done": book.done,
        "recent": [
            [each.number, each.by, each.at.isoformat(), edit_to_wire(each.edit)]
            for each in book.recent
        ],
        "answers": book.answers.to_wire(),
        "mark": None if book.mark is None else mark_to_wire(book.mark),
        "company": book.company.to_wire(),
        "presence": None if book.presence is None else book.presence.to_wire(),
        "still": book.still,
        "asked_before": book.asked_before,
        "reborn": None if book.reborn is None else book.reborn.isoformat(),
        "seeded": book.seeded,
    }
    return json.dumps(wire, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(plain: bytes) -> Book:
    """The book that `to_bytes` was given."""
    wire = json.loads(plain)
    return Book(
        number=wire["number"],
        peer_map=from_wire(wire["map"]),
        done=tuple(wire["done"]),
        recent=tuple(
            NumberedEdit(number, by, parse_edit(edit), datetime.fromisoformat(at))
            for number, by, at, edit in wire["recent"]
        ),
        answers=parse_answers(wire["answers"]),
        mark=None if wire["mark"] is None else parse_mark(wire["mark"]),
        # A room of the version before this one has no company yet.
        company=parse_company(wire["company"]) if wire.get("company") else NOBODY_NAMED,
        presence=None if wire["presence"] is None else parse_presence(wire["presence"]),
        still=wire["still"],
        asked_before=wire.get("asked_before", False),  # as with company
        reborn=None if wire["reborn"] is None else datetime.fromisoformat(wire["reborn"]),
        seeded=wire["seeded"],
    )
