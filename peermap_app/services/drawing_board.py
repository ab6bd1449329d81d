"""The board while it is drawn: edits, what is new, whole snapshots, and copies after a loss.

Nothing here is written anywhere durable (rule 3). What comes from a page is hostile and parsed by
the domain; the room applies an edit once, whoever sends it again.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.company import Company, parse_company
from peermap_app.domain.consent import Answers, Mark, parse_answers, parse_mark
from peermap_app.domain.drawing import Phase, may_edit, worker_sees_board
from peermap_app.domain.errors import Conflict, Invalid, Refusal
from peermap_app.domain.peer_map import (
    Edit,
    PeerMap,
    edit_to_wire,
    from_wire,
    parse_edit,
    to_wire,
)
from peermap_app.domain.purpose import Purpose
from peermap_app.services import accounts
from peermap_app.services.draw_again import map_again
from peermap_app.services.drawing_access import Glimpse, Held, glance, of_drawing
from peermap_app.services.drawing_carry import opened_note
from peermap_app.services.drawing_frozen import is_the_picture, turn_of
from peermap_app.services.ports import Applied, NumberedEdit, RefusedEdit, RoomContent
from peermap_app.services.unit import Who
from peermap_app.words import languages

MOST_AT_ONCE = 50
"""Edits of one sending; a page that was cut off for a minute sends what it has in several."""
NEWEST_FOR = timedelta(milliseconds=500)
NEWEST_BYTES = 3000
MOST_NUMBER = 1_000_000
MOST_SEED_DONE = 1024

_serials = itertools.count(time.time_ns() // 1_000_000)


def serial() -> int:
    """A number that is new each time, also after a restart: pages tell one sending from the next.

    Milliseconds of the start, then counting: pushes come slower than one a millisecond.
    """
    return next(_serials)


@dataclass(frozen=True, slots=True)
class Newest:
    """The room's number and its newest edits, for a push or for a page that asked."""

    number: int
    edits: tuple[NumberedEdit, ...]

    @classmethod
    def of(cls, held: Applied | RoomContent) -> Newest:
        """Of a room as it was read, or as it was after an edit."""
        return cls(held.number, _tail(held.recent))

    def wire(self) -> dict[str, object]:
        """As the board's `incoming`."""
        return {"n": self.number, "edits": [_edit_wire(each) for each in self.edits]}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole board for one page; `peer_map` is None where this page may not see it (or lost)."""

    room: str
    number: int
    peer_map: PeerMap | None
    done: tuple[str, ...]
    lost: bool

    @classmethod
    def of(cls, drawing_id: str, content: RoomContent | None) -> Snapshot:
        """Of what a room holds; None: it was lost."""
        if content is None:
            return cls(drawing_id, 0, None, (), lost=True)
        return cls(drawing_id, content.number, content.peer_map, content.done, lost=content.lost)

    def wire(self) -> dict[str, object]:
        """As the board's `snapshot`."""
        return {
            "serial": serial(),
            "room": self.room,
            "n": self.number,
            "map": None if self.peer_map is None else to_wire(self.peer_map),
            "done": list(self.done),
            "lost": self.lost,
        }


def answered_wire(applied: Applied, language: str = "") -> dict[str, object]:
    """As the board's `answered`: what became of the edits that this page sent, in its language."""
    spoken = languages.catalogue(language)
    return {
        "serial": serial(),
        "done": list(applied.done),
        "refused": [
            {"id": each.id, "code": each.code, "sentence": _sentence(each, spoken)}
            for each in applied.refused
        ],
    }


def _sentence(refused: RefusedEdit, spoken: languages.Catalogue) -> str:
    return spoken.refusal(Refusal(refused.code, **refused.data))


def _edit_wire(each: NumberedEdit) -> dict[str, object]:
    return {"n": each.number, "by": each.by, "edit": edit_to_wire(each.edit)}


async def edit(house: House, who: Who, drawing_id: object, raw: object) -> Applied:
    """Apply what a page drew. Each edit is taken once, or refused alone with its code.

    Raises:
        Invalid: "bad_edit" when it is no list of edits at all.
        Conflict: "board_still" while the young person chooses.
        NotFound, Gone: see `drawing_access.glance`.
    """
    try:
        seen = await glance(house, who, Action.EDIT_DRAWING, drawing_id)
    except Conflict:
        raise Conflict("board_still") from None
    if not may_edit(seen.phase):
        await _stands_still(house, who, drawing_id)
    wanted, refused = _parse(raw)
    applied = await house.rooms.apply(seen.room, seen.by, wanted)
    if applied.edits:
        await house.hints.publish(
            f"drawing:{seen.drawing_id}", {"kind": "edits", "n": applied.number}
        )
    if seen.by == "tablet" and applied.edits:
        # What is done on the tablet counts as the worker's presence (rule 3); a call that does
        # nothing does not.
        await accounts.touch(house, seen.session_id, seen.seen_at)
    return replace(applied, refused=(*applied.refused, *refused))


async def _stands_still(house: House, who: Who, drawing_id: object) -> None:
    """Refuse a worker's edit or copy while they choose: always Conflict("board_still").

    Through a unit, so that it is on the record (rule 10), as a tablet's late edit is by `glance`;
    the same again within a minute is counted.
    """
    async with of_drawing(house, who, Action.EDIT_DRAWING, drawing_id):
        raise Conflict("board_still")


def _parse(raw: object) -> tuple[list[Edit], list[RefusedEdit]]:
    if not isinstance(raw, list | tuple) or len(raw) > MOST_AT_ONCE:
        raise Invalid("bad_edit")
    wanted: list[Edit] = []
    refused: list[RefusedEdit] = []
    for each in raw:
        try:
            wanted.append(parse_edit(each))
        except Refusal as refusal:
            refused.append(RefusedEdit(_id_of(each), refusal.code, refusal.data))
    return wanted, refused


def _id_of(raw: object) -> str:
    """The id that a page gave its edit, to tell it which one was refused; "" when there is none."""
    given = raw.get("id") if isinstance(raw, Mapping) else None
    return given if isinstance(given, str) and given.isalnum() and len(given) <= 24 else ""


async def newest(house: House, who: Who, drawing_id: object, *, purpose: Purpose) -> Newest:
    """The edits of the last half second, bounded in bytes: what a push to this page carries."""
    seen = await _on_board(house, who, drawing_id, purpose)
    content = await house.rooms.read(seen.room)
    return Newest(0, ()) if content is None else Newest.of(content)


def _tail(recent: Sequence[NumberedEdit]) -> tuple[NumberedEdit, ...]:
    """The newest edit always, and those before it while they are young and small."""
    taken: list[NumberedEdit] = []
    room = NEWEST_BYTES
    for each in reversed(recent):
        size = len(json.dumps(_edit_wire(each), separators=(",", ":")))
        if taken and (size > room or each.at < recent[-1].at - NEWEST_FOR):
            break
        room -= size
        taken.append(each)
    return tuple(reversed(taken))


async def since(
    house: House, who: Who, drawing_id: object, number: object, *, purpose: Purpose
) -> Newest | None:
    """The edits after `number`, for a page that saw a gap; None when it needs a snapshot."""
    seen = await _on_board(house, who, drawing_id, purpose)
    if type(number) is not int:
        raise Invalid("bad_edit")
    edits = await house.rooms.since(seen.room, number)
    if edits is None:
        return None
    return Newest(edits[-1].number if edits else number, edits)


async def _on_board(house: House, who: Who, drawing_id: object, purpose: Purpose) -> Glimpse:
    seen = await glance(house, who, Action.SEE_DRAWING, drawing_id, purpose=purpose)
    if seen.by == "worker" and not worker_sees_board(seen.phase):
        raise Conflict("not_now")
    return seen


async def snapshot(house: House, who: Who, drawing_id: object, *, purpose: Purpose) -> Snapshot:
    """The whole board, as this page may see it; recorded, like every reading (rule 10).

    A page asks for it by itself, so it is nobody's presence. Raises Conflict("not_now") for the
    worker's page while the young person chooses.
    """
    seen = Action.SEE_DRAWING
    async with of_drawing(house, who, seen, drawing_id, purpose=purpose, present=False) as held:
        if held.by == "worker" and not worker_sees_board(held.phase):
            raise Conflict("not_now")
        content = await _begun_again(house, held, await house.rooms.read(held.room))
        if content is not None and content.still and may_edit(held.phase):
            # The process stopped between the room's standing still and the row's saying so. Inside
            # this unit nobody else is finishing or going back on this case.
            await house.rooms.thaw(held.room)
    return Snapshot.of(held.row.id, content)


async def _begun_again(house: House, held: Held, content: RoomContent | None) -> RoomContent | None:
    """A lost room that had started from a kept map starts from it again, for its tablet.

    The server may restart before the tablet was sent anything: it has no copy to give back then,
    and would go on from nothing. Where it has one, that one is newer (a room that started from a
    map counts from 1) and goes over this. A room of that kind with the number 0 holds only what a
    page without a copy gave it.
    """
    if held.by != "tablet" or not may_edit(held.phase):
        return content  # what stands still comes back as it was, or not at all
    if content is not None and not content.lost and content.number > 0:
        return content
    kept = await map_again(held)
    if kept is None or not await house.rooms.seed(held.room, kept, 1):
        return content
    held.tell("snapshot")
    return await house.rooms.read(held.room)


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said and noted in one turn, as a page carried it."""

    answers: Answers | None = None
    mark: Mark | None = None
    note: object = None
    company: Company | None = None


@dataclass(frozen=True, slots=True)
class _Copy:
    number: int
    peer_map: PeerMap
    done: tuple[str, ...]
    turn: object
    said: _Said


async def seed(house: House, who: Who, drawing_id: object, raw: object) -> bool:
    """A page gives a room that lost its content its own copy back; True when it was taken.

    A room that was not lost takes none, and then nobody reads what was sent.
    While drawing, either page may; while choosing (or put by) only the tablet, only the very
    picture that stood still (by its keyed digest), and with it what was answered so far in this
    very turn: the same picture may have stood still before, and what was said then is forgotten.

    Raises:
        Invalid: "bad_seed", or what the map is refused for.
        Conflict: "bad_seed" when it is not the picture that stood still.
    """
    action = await _seed_action(house, who, drawing_id)
    seen = await glance(house, who, action, drawing_id)
    still = not may_edit(seen.phase)
    if still and seen.by != "tablet":
        # A copy carries answers: from a worker's page it would be a worker who answers (rule 4).
        await _stands_still(house, who, drawing_id)
    content = await house.rooms.read(seen.room)
    if content is not None and not content.takes_copies:
        return False
    copy = _parse_copy(raw)
    if still:
        is_it = is_the_picture(
            house.keys, seen.frozen_digest, seen.drawing_id, copy.number, copy.peer_map
        )
        if not is_it:
            raise Conflict("bad_seed")
    turn = turn_of(seen.frozen_digest)
    said = copy.said if still and copy.turn == turn else _Said()
    taken = await house.rooms.seed(
        seen.room,
        copy.peer_map,
        copy.number,
        done=copy.done,
        still=still,
        answers=said.answers,
        mark=said.mark,
        presence=opened_note(seen.room, turn, said.note),
        company=said.company,
    )
    if taken:
        await house.hints.publish(f"drawing:{seen.drawing_id}", {"kind": "snapshot"})
    return taken


async def _seed_action(house: House, who: Who, drawing_id: object) -> Action:
    """What a copy means at this phase: drawing, answering, or having it put by."""
    if who.kind != "tablet":
        return Action.EDIT_DRAWING
    try:
        seen = await glance(house, who, Action.CHOOSE, drawing_id)
    except Conflict:
        return Action.EDIT_DRAWING
    return {Phase.CHOOSING: Action.ANSWER_CONSENT, Phase.LATER: Action.CHOOSE}.get(
        seen.phase, Action.EDIT_DRAWING
    )


def _parse_copy(raw: object) -> _Copy:
    if not isinstance(raw, Mapping) or not set(raw) <= {"n", "map", "carry", "done"}:
        raise Invalid("bad_seed")
    number, done, carry = raw.get("n"), raw.get("done") or [], raw.get("carry") or {}
    if type(number) is not int or not 0 <= number <= MOST_NUMBER:
        raise Invalid("bad_seed")
    if not isinstance(done, list | tuple) or len(done) > MOST_SEED_DONE:
        raise Invalid("bad_seed")
    if not all(isinstance(each, str) and 6 <= len(each) <= 24 for each in done):
        raise Invalid("bad_seed")
    if not isinstance(carry, Mapping):
        raise Invalid("bad_seed")
    answers, mark, company = (carry.get(name) for name in ("answers", "mark", "company"))
    return _Copy(
        number=number,
        peer_map=from_wire(raw.get("map")),
        done=tuple(done),
        turn=carry.get("turn"),
        said=_Said(
            answers=parse_answers(answers) if answers else None,
            mark=parse_mark(mark) if mark else None,
            note=carry.get("note"),
            company=parse_company(company) if company else None,
        ),
    )
