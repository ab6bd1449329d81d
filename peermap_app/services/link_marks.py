"""Who is whom: a worker marks on their own map who the young person of a linked case is (rule 8).

The mark never crosses: it is sealed under its own case, stands in no row of the link, and marking
tells nobody on the other side, by no hint and no row of their record. It is a choice among the
people of the newest kept map that may be opened; a map that went takes what it meant along.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Conflict, Invalid
from peermap_app.domain.peer_map import from_wire
from peermap_app.domain.purpose import Purpose
from peermap_app.services.admission import named, page
from peermap_app.services.hearing import tell_workers
from peermap_app.services.link_ends import OwnCase, crossings, own_case
from peermap_app.services.link_life import own_link
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import link_tables as store
from peermap_app.storage import maps as maps_store
from peermap_app.storage.link_tables import LinkMark
from peermap_app.storage.tables import new_id

NOBODY = "nobody"
"""The choice "none of these"; no person's id on a map is that."""


@dataclass(frozen=True, slots=True)
class WhomSheet:
    """The choice. `people`: id on the map and label of each friend; `marked`: one of these ids, or

    NOBODY. `version`: of the map; 0 where none may be opened, and nobody can be chosen.
    """

    link_id: str
    case_id: str
    reference: str
    initials: str
    other_reference: str
    people: tuple[tuple[str, str], ...]
    marked: str
    version: int


async def whom_sheet(
    house: House, who: Who, case_id: str, link_id: object, *, purpose: Purpose
) -> WhomSheet:
    """The friends on the newest map, and who is marked. The map is asked for its own purpose.

    NotFound as `link_life.own_link`; Conflict "link_is_over" where nothing crosses.
    """
    async with unit(
        house, who, Action.MARK_WHOM, case_id, purpose=purpose, reason=page(link_id)
    ) as u:
        own, link, other = await _crosses(u, link_id, purpose)
        version, people = await _friends(u, own)
        marked = (await marks_of(u, own)).get(link)
        known = {person for person, _ in people}
        return WhomSheet(
            link_id=link,
            case_id=own.id,
            reference=own.reference,
            initials=own.initials,
            other_reference=other,
            people=people,
            marked=marked if marked in known and marked is not None else NOBODY,
            version=version,
        )


async def mark_whom(
    house: House,
    who: Who,
    case_id: str,
    link_id: object,
    raw: Mapping[str, object],
    *,
    purpose: Purpose,
) -> None:
    """Say who it is, or that it is nobody on this map. Said again is said once.

    Raises as `whom_sheet`; Invalid "choose_one" ("person") for whoever is not on the newest map.
    """
    async with unit(
        house, who, Action.MARK_WHOM, case_id, purpose=purpose, reason=named(link_id)
    ) as u:
        own, link, _ = await _crosses(u, link_id, purpose)
        _, people = await _friends(u, own)
        person = raw.get("person")
        if not isinstance(person, str) or person not in {NOBODY, *(one for one, _ in people)}:
            raise Invalid("choose_one", field="person")
        chosen = None if person == NOBODY else person
        if (await marks_of(u, own)).get(link) == chosen:
            return
        assert who.worker_id is not None  # the table lets workers alone
        row_id = new_id()
        sealed = own.vault.seal("link_mark", row_id, {"link": link, "person": chosen})
        u.session.add(
            LinkMark(
                id=row_id,
                case_id=own.id,
                number=1 + len(await store.marks(u.session, own.id)),
                worker_id=who.worker_id,
                at=u.now,
                sealed=sealed,
            )
        )
        await tell_workers(u, own.id, {"kind": "case"})


async def marks_of(u: Unit, own: OwnCase) -> dict[str, str]:
    """By link who is marked on this case's own map; that the link holds, the caller has asked."""
    found: dict[str, str | None] = {}
    for row in await store.marks(u.session, own.id):
        held = own.vault.open("link_mark", row.id, row.sealed)
        found.setdefault(held["link"], held["person"])
    return {link: person for link, person in found.items() if person is not None}


async def _crosses(u: Unit, link_id: object, purpose: Purpose) -> tuple[OwnCase, str, str]:
    """The own case, the link that holds now, and the other case's reference."""
    own = await own_case(u, u.held.id)
    _, end = await own_link(u, own, link_id)
    sides = (await crossings(u, (own,), purpose=purpose))[own.id]
    crossing = next((one for one in sides if one.link_id == end.link_id), None)
    if crossing is None:
        raise Conflict("link_is_over")
    return own, end.link_id, crossing.other_reference


async def _friends(u: Unit, own: OwnCase) -> tuple[int, tuple[tuple[str, str], ...]]:
    """The version of the newest map, and its friends by id and label."""
    rows = await maps_store.kept_maps(u.session, own.id, u.now.date())
    row = rows[0][0] if rows else None
    if row is None or row.sealed is None:
        return 0, ()
    await u.part(Action.SEE_MAP, Purpose.PLAN_TOGETHER, detail=row.id)
    drawn = from_wire(own.vault.open("kept_map", row.id, row.sealed)["map"])
    return row.version, tuple(
        (person.id, person.label) for person in drawn.people if person.kind == "friend"
    )
