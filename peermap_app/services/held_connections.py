"""What a case's own record already holds of connections: listed, added one at a time, corrected,
taken away (purpose: coordinate). For workers of that case; nothing of it crosses a link.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.connections import (
    Connection,
    Nature,
    ShownBy,
    Source,
    Weight,
    may_correct,
    parse_connection,
    room_for,
)
from peermap_app.domain.errors import Invalid, NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.reviews import Kind
from peermap_app.services.admission import page, well_formed
from peermap_app.services.hearing import tell_workers
from peermap_app.services.link_ends import OwnCase, own_case
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import held_tables as store
from peermap_app.storage import maps as maps_store
from peermap_app.storage import reviews as reviews_store
from peermap_app.storage.held_tables import HeldConnection

NEW = "new"
"""Instead of an id: one that is to be added."""
_ORDER = tuple(Weight)


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One connection on its case's page. `by`: who wrote it last; `corrected`: how often it was."""

    id: str
    who: str
    known: str
    source: Source
    source_day: date
    nature: Nature
    weight: Weight
    shown_on: date | None
    shown_by: ShownBy | None
    not_shown_because: str
    review: date
    by: str
    corrected: int


@dataclass(frozen=True, slots=True)
class HeldForm:
    """What the page of one starts from; `line` is None for one that is to be added."""

    case_id: str
    reference: str
    initials: str
    line: HeldLine | None
    most: int
    today: date


async def lines(u: Unit, own: OwnCase) -> tuple[HeldLine, ...]:
    """Those of one case that stand today: strengths first, then in the order they were added.

    Whoever calls this has asked for `SEE_HELD`, for coordinating, or for a sharing record that
    rests on some of it. It is also what a worker who asks for a link chooses from.
    """
    rows = await store.standing(u.session, own.id, u.now.date())
    opened = [(row, review, _opened(own, row)) for row, review in rows]
    people = await cases_store.workers_with_team(u.session, [held["by"] for _, _, held in opened])
    found = [
        _line(row, review.due, held, people[held["by"]][0].name) for row, review, held in opened
    ]
    return tuple(sorted(found, key=lambda line: _ORDER.index(line.weight)))


async def check_support(u: Unit, own: OwnCase, ids: Collection[str]) -> None:
    """Raises Invalid "held_gone" (field "held") unless each of these stands on this case today."""
    rows = await store.standing(u.session, own.id, u.now.date()) if ids else ()
    if not set(ids) <= {row.id for row, _ in rows}:
        raise Invalid("held_gone", field="held")


async def supporting(
    u: Unit, own: OwnCase, ids: Collection[str]
) -> tuple[tuple[HeldLine, ...], int]:
    """What a sharing record of this case rests on as well, as it stands today, in the list's own
    order; and how many of it lapsed or were taken away since.

    A part of the sharing record: for whoever may read that on this side, and for nobody else.
    """
    if not ids:
        return (), 0
    found = tuple(line for line in await lines(u, own) if line.id in ids)
    return found, len(ids) - len(found)


def _opened(own: OwnCase, row: HeldConnection) -> dict[str, Any]:
    return dict(own.vault.open("held_connection", row.id, row.sealed))


def _line(row: HeldConnection, due: date, held: Mapping[str, Any], by: str) -> HeldLine:
    return HeldLine(
        id=row.id,
        who=held["who"],
        known=held["known"],
        source=Source(held["source"]),
        source_day=date.fromisoformat(held["source_day"]),
        nature=Nature(held["nature"]),
        weight=Weight(held["weight"]),
        shown_on=date.fromisoformat(held["shown_on"]) if held["shown_on"] else None,
        shown_by=ShownBy(held["shown_by"]) if held["shown_by"] else None,
        not_shown_because=held["not_shown_because"],
        review=due,
        by=by,
        corrected=len(held["earlier"]),
    )


async def held_form(
    house: House, who: Who, case_id: str, held_id: object, *, purpose: Purpose
) -> HeldForm:
    """The form of one, or of one that is to be added (`NEW`). NotFound for what is none of this
    case's, or stands no more."""
    asks, reason = Action.SET_HELD, page(held_id)
    async with unit(house, who, asks, case_id, purpose=purpose, reason=reason) as u:
        own = await own_case(u, u.held.id)
        every = {line.id: line for line in await lines(u, own)}
        if held_id != NEW and held_id not in every:
            raise NotFound("not_found")
        line = every.get(str(held_id))
        most = house.settings.reviews.held.most
        return HeldForm(own.id, own.reference, own.initials, line, most, u.now.date())


async def save(
    house: House,
    who: Who,
    case_id: str,
    held_id: object,
    raw: Mapping[str, object],
    *,
    form_id: object,
    purpose: Purpose,
) -> None:
    """Add one, or correct one; what it said before stays with it, sealed.

    The same form sent again adds nothing and corrects nothing a second time.

    Raises:
        Problems: as `domain.connections.parse_connection`.
        Conflict: "held_full".
        TooMany: "held_corrected".
        NotFound: as `held_form`.
        Invalid: "something_wrong" for a form id that is not one of ours.
    """
    async with unit(house, who, Action.SET_HELD, case_id, purpose=purpose) as u:
        if not well_formed(form_id):
            raise Invalid("something_wrong")
        own = await own_case(u, u.held.id)  # held: whoever counts before they write
        said = parse_connection(raw, u.now.date(), house.settings.reviews.held.most)
        if held_id == NEW:
            await _add(u, own, said, form_id)
        else:
            await _correct(u, own, held_id, said, form_id)
        await tell_workers(u, own.id, {"kind": "case"})


async def _add(u: Unit, own: OwnCase, said: Connection, form_id: object) -> None:
    assert u.who.worker_id is not None  # the table lets workers alone do this
    form_hash = _form_hash(u, own, NEW, form_id)
    if await store.of_form(u.session, form_hash) is not None:
        return
    rows = await store.standing(u.session, own.id, u.now.date())
    room_for(len(rows), await _on_map(u, own))
    row = HeldConnection(
        case_id=own.id, worker_id=u.who.worker_id, form_hash=form_hash, at=u.now, sealed=b""
    )
    _seal(own, row, said, {"by": u.who.worker_id, "earlier": [], "form": None})
    u.session.add(row)
    reviews_store.begin(u.session, Kind.HELD, row.id, said.review)


async def _on_map(u: Unit, own: OwnCase) -> int:
    """How many people the newest kept map has: they are counted, and nothing of them is read."""
    kept = await maps_store.kept_maps(u.session, own.id, u.now.date())
    if not kept or kept[0][0].sealed is None:
        return 0
    await u.part(Action.SEE_MAP, Purpose.PLAN_TOGETHER, detail=kept[0][0].id)
    drawn = own.vault.open("kept_map", kept[0][0].id, kept[0][0].sealed)
    return len(drawn["map"]["people"])


def _form_hash(u: Unit, own: OwnCase, held_id: object, form_id: object) -> str:
    """How a form that was sent is told again."""
    about = own.id if held_id == NEW else f"{own.id}|{held_id}"
    return u.keys.lookup("held_form", f"{u.who.worker_id}|{about}|{form_id}")


async def _correct(
    u: Unit, own: OwnCase, held_id: object, said: Connection, form_id: object
) -> None:
    assert u.who.worker_id is not None  # the table lets workers alone do this
    row = await _row(u, own, held_id)
    review = await reviews_store.held(u.session, row.id)
    assert review is not None  # it stands
    before, form = _opened(own, row), _form_hash(u, own, held_id, form_id)
    earlier = before.pop("earlier")
    if any(one.get("form") == form for one in (before, *earlier)):
        return  # a second tap, however late
    may_correct(len(earlier))
    earlier = [*earlier, {**before, "until": u.now.isoformat()}]
    _seal(own, row, said, {"by": u.who.worker_id, "earlier": earlier, "form": form})
    review.due = said.review
    u.session.add(row)
    u.session.add(review)


def _seal(
    own: OwnCase, row: HeldConnection, said: Connection, written: Mapping[str, object]
) -> None:
    """`written`: by whom, what it said earlier, and the form that corrected it last."""
    held = {**said.to_wire(), **written}
    row.sealed = own.vault.seal("held_connection", row.id, held)


async def _row(u: Unit, own: OwnCase, held_id: object) -> HeldConnection:
    """One that stands today. Raises NotFound."""
    rows = await store.standing(u.session, own.id, u.now.date())
    found = next((row for row, _ in rows if row.id == held_id), None)
    if found is None:
        raise NotFound("not_found")
    return found


async def take_away(
    house: House, who: Who, case_id: str, held_id: object, *, purpose: Purpose
) -> None:
    """Take one away for good. Raises NotFound as `held_form`; a second time too."""
    async with unit(house, who, Action.SET_HELD, case_id, purpose=purpose) as u:
        own = await own_case(u, u.held.id)
        row = await _row(u, own, held_id)
        await store.gone(u.session, row)
        await tell_workers(u, own.id, {"kind": "case"})
