"""From the page before drawing to what is kept: every move of the tablet, and the worker's note.

Rule 4: answers and the mark come from the tablet that joined and from nowhere else; the board
stands still meanwhile. Rule 3: until "keep" nothing of the picture is anywhere durable, and what is
not kept leaves nothing but that the offer was made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.company import Company, parse_here
from peermap_app.domain.consent import (
    Answers,
    Decided,
    Decision,
    Mark,
    Statement,
    decide,
    mark_to_wire,
    parse_answer,
    parse_mark,
    parse_presence,
    parse_statement,
)
from peermap_app.domain.drawing import Ending, Move, Phase, step
from peermap_app.domain.errors import Conflict, Invalid, Refusal
from peermap_app.domain.peer_map import EMPTY
from peermap_app.domain.purpose import Purpose
from peermap_app.services import maps
from peermap_app.services.draw_again import first_map
from peermap_app.services.drawing_access import Held, of_drawing
from peermap_app.services.drawing_board import Snapshot
from peermap_app.services.drawing_carry import sealed_note
from peermap_app.services.drawing_frozen import is_the_picture, move_again, stand_still, turn_of
from peermap_app.services.drawing_offers import JOIN_DRAWING, ended
from peermap_app.services.drawing_saw import saw
from peermap_app.services.ports import RoomContent
from peermap_app.services.unit import Who
from peermap_app.storage import drawings as stored
from peermap_app.words import languages


@dataclass(frozen=True, slots=True)
class Choosing:
    """What the tablet shows of "Your map, your say": what was said so far, and of which version."""

    answers: Answers
    mark: Mark | None
    number: int
    company: Company
    note: str | None = None
    """What the worker noted, sealed: the tablet carries it and cannot read it."""
    turn: str = ""
    """Which standing still of the board it was said in (`drawing_frozen.turn_of`)."""
    asked_before: bool = False
    """Something was said in an earlier one, and has to be said anew."""

    def shown(self) -> dict[str, object]:
        """What the tablet's page shows of it: what a Keep has to be tapped beside (see `keep`)."""
        of = {each.value: self.answers.of(each) for each in Statement}
        return {
            **{name: "" if answer is None else answer.value for name, answer in of.items()},
            "mark": "" if self.mark is None else str(mark_to_wire(self.mark)["kind"]),
            "here": [each.value for each in self.company.here],
            "fine": self.company.fine.value if self.company.fine else "",
            "picture": self.number,
        }

    def carry(self) -> dict[str, object]:
        """What the tablet's page keeps for a server that restarts meanwhile (see `seed`)."""
        return {
            "turn": self.turn,
            "answers": self.answers.to_wire(),
            "mark": None if self.mark is None else mark_to_wire(self.mark),
            "note": self.note,
            "company": self.company.to_wire(),
        }


async def start(house: House, who: Who, *, empty: bool = False) -> None:
    """Start drawing: from the kept map that was offered, if any, or `empty` all the same."""
    async with of_drawing(house, who, Action.CHOOSE, who.drawing_id) as held:
        held.row.phase = step(held.phase, Move.START, "tablet")
        held.row.started_at = held.u.now
        # Before the row says so: a page that sees the phase finds a room.
        await house.rooms.open(held.room, await first_map(held, empty=empty) or EMPTY)
        held.tell()


async def speak(house: House, who: Who, language: object) -> None:
    """Go on in another language; before drawing only, so that a consent has one language.

    Raises Invalid "bad_language" for one that is not offered; Conflict "not_now".
    """
    async with of_drawing(house, who, Action.CHOOSE, who.drawing_id) as held:
        if held.phase is not Phase.READY:
            raise Conflict("not_now")
        held.row.language = parse_language(language)
        held.tell()


def parse_language(raw: object) -> str:
    """The code of a language that is offered, else Invalid `bad_language`."""
    if languages.catalogue(raw).code != raw:
        raise Invalid("bad_language")
    return languages.catalogue(raw).code


async def not_today(house: House, who: Who) -> None:
    """Not today: the drawing ends before it began."""
    async with of_drawing(house, who, Action.CHOOSE, who.drawing_id) as held:
        step(held.phase, Move.NOT_TODAY, "tablet")
        ended(held.row, Ending.NOT_TODAY, held.u.now)
        held.tell()
    await house.rooms.close(held.row.id, held.room.ends_at)


async def finish(house: House, who: Who) -> None:
    """I'm finished: the board stands still, and this very version is what is asked about."""
    frozen: Held | None = None
    try:
        async with of_drawing(house, who, Action.CHOOSE, who.drawing_id) as held:
            phase = step(held.phase, Move.FINISH, "tablet")
            before = await house.rooms.read(held.room)
            if before is None or before.lost:
                # A page's copy is on its way: it must not be asked about an empty picture.
                raise Conflict("drawing_lost")
            content = await house.rooms.freeze(held.room)
            frozen = held
            held.row.phase = phase
            stand_still(house.keys, held.row, content.number, content.peer_map)
            held.tell()
    except Exception:
        if frozen is not None:
            await house.rooms.thaw(frozen.room)
        raise


async def go_back(house: House, who: Who) -> None:
    """Go back and change it: what was said about the version that stood still is forgotten."""
    async with of_drawing(house, who, Action.CHOOSE, who.drawing_id) as held:
        held.row.phase = step(held.phase, Move.GO_BACK, "tablet")
        await _moves_again(house, held)


async def later(house: House, who: Who) -> None:
    """Finish later: it stays in the room, on the young person's own tap, until the session ends."""
    async with of_drawing(house, who, Action.CHOOSE, who.drawing_id) as held:
        held.row.phase = step(held.phase, Move.LATER, "tablet")
        held.tell()


async def carry_on(house: House, who: Who, drawing_id: object = None) -> None:
    """Carry on with a drawing that was put by: from the worker's page or from the tablet."""
    tablet = who.kind == "tablet"
    action = Action.CHOOSE if tablet else Action.START_DRAWING
    async with of_drawing(house, who, action, who.drawing_id if tablet else drawing_id) as held:
        held.row.phase = step(held.phase, Move.CARRY_ON, held.by)
        await _moves_again(house, held)


async def _moves_again(house: House, held: Held) -> None:
    """Edits are taken again. A room that was lost meanwhile gets a page's copy by itself.

    Inside the unit: after it, another page's "I'm finished" could come first, and the board would
    move under those who choose. Should the unit fail after this, going back again mends it.
    """
    move_again(held.row)
    held.tell()
    if await house.rooms.read(held.room) is not None:
        await house.rooms.thaw(held.room)


async def choosing(house: House, who: Who) -> Choosing | None:
    """What was said so far; None when the room was lost and the tablet must give its copy.

    A page asks for it by itself, so it is nobody's presence.
    """
    action, own = Action.ANSWER_CONSENT, who.drawing_id
    async with of_drawing(house, who, action, own, present=False) as held:
        content = await house.rooms.read(held.room)
    if content is None:
        return None
    return _choosing(held, content)


async def still_board(
    house: House, who: Who, *, purpose: Purpose
) -> tuple[Snapshot, Choosing | None]:
    """The board that stands still with what was said about it, in one reading: one row.

    As `snapshot` and `choosing`; Conflict "not_now" once they went back.
    """
    action, own = Action.SEE_DRAWING, who.drawing_id
    async with of_drawing(house, who, action, own, purpose=purpose, present=False) as held:
        if held.phase is not Phase.CHOOSING:
            raise Conflict("not_now")
        content = await house.rooms.read(held.room)
    said = None if content is None else _choosing(held, content)
    return Snapshot.of(held.row.id, content), said


async def answer(
    house: House, who: Who, statement: object, value: object, *, turn: str | None = None
) -> Choosing:
    """One tap on Yes, No or Not sure. Only the tablet that joined (rule 4).

    `turn`: the one in which a tap was made that had to wait (`_frozen`); None: made just now.

    Raises Invalid "bad_answer", "not_asked"; Conflict "not_now", "drawing_lost".
    """
    async with of_drawing(house, who, Action.ANSWER_CONSENT, who.drawing_id) as held:
        content = await _frozen(house, held, turn)
        answers = content.answers.with_answer(parse_statement(statement), parse_answer(value))
        await house.rooms.set_answers(held.room, answers)
    return _choosing(held, replace(content, answers=answers))


async def mark(house: House, who: Who, raw: object, *, turn: str | None = None) -> Choosing:
    """The young person's own mark; None takes it away again. Raises Invalid "bad_mark".

    `turn`: as for `answer`.
    """
    async with of_drawing(house, who, Action.ANSWER_CONSENT, who.drawing_id) as held:
        content = await _frozen(house, held, turn)
        made = None if raw is None else parse_mark(raw)
        await house.rooms.set_mark(held.room, made)
    return _choosing(held, replace(content, mark=made))


def _choosing(held: Held, content: RoomContent) -> Choosing:
    turn = turn_of(held.row.frozen_digest)
    note = sealed_note(held.room, turn, content.presence)
    return Choosing(
        content.answers,
        content.mark,
        content.number,
        content.company,
        note,
        turn,
        content.asked_before,
    )


async def say_here(house: House, who: Who, raw: object, *, turn: str | None = None) -> Choosing:
    """One tap on who is here with them; a second tap takes it away. Only the tablet (rule 4).

    `turn`: as for `answer`. Raises Invalid "bad_answer"; Conflict "not_now", "drawing_lost".
    """
    return await _say_company(house, who, lambda company: company.tapped(parse_here(raw)), turn)


async def say_fine(house: House, who: Who, raw: object, *, turn: str | None = None) -> Choosing:
    """Whether it is OK to choose with them here. Raises as `say_here`; it blocks nothing."""
    return await _say_company(house, who, lambda company: company.answered(parse_answer(raw)), turn)


async def _say_company(
    house: House, who: Who, change: Callable[[Company], Company], turn: str | None
) -> Choosing:
    async with of_drawing(house, who, Action.ANSWER_CONSENT, who.drawing_id) as held:
        content = await _frozen(house, held, turn)
        company = change(content.company)
        await house.rooms.set_company(held.room, company)
    return _choosing(held, replace(content, company=company))


async def _frozen(house: House, held: Held, turn: str | None = None) -> RoomContent:
    """What the room holds while they choose; "drawing_lost" carries the `turn` it was lost in.

    `turn`: the one that a tap was made in which had to wait for a page's copy. Pages of the same
    tablet may have gone back since and chosen anew: then it says nothing about this one (rule 4).
    """
    now = turn_of(held.row.frozen_digest)
    if turn is not None and turn != now:
        raise Conflict("not_now")
    content = await house.rooms.read(held.room)
    if content is None or not content.still:
        raise Conflict("drawing_lost", turn=now)
    return content


async def keep(
    house: House, who: Who, shown: object, *, purpose: Purpose, turn: str | None = None
) -> Decided:
    """Keep what I said yes to: map, answers and mark on the case, in one transaction.

    Gives `OFFER_LATER` when keeping was "not sure": nothing happens then but that.

    Args:
        shown: `Choosing.shown` as it stood on the screen when Keep was tapped. Taps that a dead
            network held back can all arrive in one moment, and an answer that its young person
            never saw counted is no consent (rule 4).
        purpose: as for `unit`: the map is shared with the case from here on.
        turn: as for `answer`.

    Raises:
        Invalid: "mark_needed", "nothing_said_yes_to"; "said_unseen" when `shown` is not what the
            room holds.
        Conflict: "drawing_lost" when the room has no copy yet (a server that just restarted);
            "picture_changed" when the room holds another version than they saw.
    """
    own = who.drawing_id
    async with of_drawing(house, who, Action.KEEP_MAP, own, purpose=purpose) as held:
        content = await _frozen(house, held, turn)
        if not saw(shown, _choosing(held, content).shown()):
            raise Invalid("said_unseen", field="keep")
        decision = decide(content.answers, content.mark, "keep")
        if decision.what is Decided.KEEP:
            await _write_kept(house, held, content, decision)
            step(held.phase, Move.KEEP, "tablet")
            ended(held.row, Ending.KEPT, held.u.now)
            held.tell()
            held.u.hint(f"worker:{held.row.worker_id}", {"kind": "drawing"})
    if decision.what is Decided.KEEP:
        await house.rooms.close(held.row.id, held.room.ends_at)
    return decision.what


async def _write_kept(house: House, held: Held, content: RoomContent, decision: Decision) -> None:
    row, number = held.row, content.number
    if not is_the_picture(house.keys, row.frozen_digest, row.id, number, content.peer_map):
        # What is kept is the version that they saw, or nothing.
        raise Conflict("picture_changed")
    if decision.answers is None or decision.mark is None:
        raise Refusal("bad_answer")
    shown = languages.catalogue(held.row.language)
    await maps.write_kept(
        held.u,
        case=held.u.held,
        drawing_id=held.row.id,
        peer_map=content.peer_map,
        number=content.number,
        answers=decision.answers,
        mark=decision.mark,
        words_version=shown.version,
        language=shown.code,
        presence=content.presence,
        company=content.company,
        tablets=await stored.tablets_joined(
            held.u.session, held.row, JOIN_DRAWING, Action.TURN_AWAY_TABLET
        ),
    )


async def dont_keep(house: House, who: Who) -> None:
    """Don't keep anything: no trace of the picture, only that the offer was made and declined."""
    async with of_drawing(house, who, Action.CHOOSE, who.drawing_id) as held:
        step(held.phase, Move.DONT_KEEP, "tablet")
        shown = languages.catalogue(held.row.language)
        await maps.write_not_kept(
            held.u,
            case=held.u.held,
            drawing_id=held.row.id,
            words_version=shown.version,
            language=shown.code,
        )
        ended(held.row, Ending.NOT_KEPT, held.u.now)
        held.tell()
        held.u.hint(f"worker:{held.row.worker_id}", {"kind": "drawing"})
    await house.rooms.close(held.row.id, held.room.ends_at)


async def note_presence(
    house: House, who: Who, drawing_id: object, raw: object, turn: object
) -> None:
    """The worker's device notes who is there and how understanding was checked, while they choose.

    `turn`: the one that the page asked about (`DrawingSheet.turn`). What was noted about an earlier
    choosing and comes late says nothing about this one.

    Raises Invalid "presence_missing" and its kin; Conflict "not_now", "drawing_lost".
    """
    async with of_drawing(house, who, Action.NOTE_PRESENCE, drawing_id) as held:
        if held.phase is not Phase.CHOOSING or turn != turn_of(held.row.frozen_digest):
            raise Conflict("not_now")
        note = parse_presence(raw)
        await _frozen(house, held)
        await house.rooms.set_presence(held.room, note)
        held.tell("noted")
