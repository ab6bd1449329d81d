"""What waits for a second person: its row, whichever of the two it is.

Without agreement always (rule 5); by agreement where it goes beyond six links (rule 7). See
docs/decisions/more-than-six-links.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peermap_app.domain.errors import Conflict
from peermap_app.domain.links import SharingRecord, sharing_from_wire, sharing_to_wire
from peermap_app.domain.sharing import Standing
from peermap_app.services.link_ends import OwnCase
from peermap_app.services.sharing_acts import (
    ANSWER,
    ASK,
    body_of,
    by_agreement,
    seal_body,
    second_of,
    tell,
)
from peermap_app.services.sharing_before import beyond_refused_before
from peermap_app.services.unit import Unit
from peermap_app.storage import sharings as store
from peermap_app.storage.sharing_tables import Sharing
from peermap_app.storage.tables import LinkEnd, new_id


async def waiting(u: Unit, own: OwnCase, act: str) -> list[tuple[Sharing, dict[str, Any]]]:
    """What of a case waits and was not sent."""
    rows = await store.of_case(u.session, own.id, u.now)
    found = [(row, body_of(own.vault, row)) for row in rows if row.applied_at is None]
    return [
        (row, body)
        for row, body in found
        if body["act"] == act and second_of(row, body).standing(u.now) is Standing.WAITS
    ]


def again(row: Sharing, body: Mapping[str, Any], record: SharingRecord, field: str | None) -> str:
    """A second tap is no second sharing; another record beside one that waits is told."""
    if sharing_from_wire(body["record"]) != record:
        raise Conflict("sharing_waits", **({"field": field} if field else {}))
    return row.id


async def write(u: Unit, own: OwnCase, body: dict[str, Any], record: SharingRecord) -> str:
    """Its row, for the end that `body` names; its id."""
    assert u.who.worker_id is not None  # the table lets workers alone share
    body = {**body, "record": sharing_to_wire(record)}
    found_by = store.beyond_by if by_agreement(body) else store.found_by
    row = Sharing(
        case_id=own.id,
        found_by=found_by(u.keys, body["end"]),
        asked_by=u.who.worker_id,
        asked_at=u.now,
        sealed=b"",
    )
    seal_body(own.vault, row, body)
    u.session.add(row)
    await tell(u, row, body)
    return row.id


async def beyond_waiting(
    u: Unit, own: OwnCase, act: str, about: str
) -> tuple[Sharing, dict[str, Any]] | None:
    """What waits by agreement for this reference or link, with what is sealed in it, or None."""
    name = "reference" if act == ASK else "link"
    for row, body in await waiting(u, own, act):
        if by_agreement(body) and body[name] == about:
            return row, body
    return None


async def ask_beyond(u: Unit, own: OwnCase, reference: str, record: SharingRecord) -> str:
    """An ask by agreement that goes beyond six waits for a supervisor; its id.

    Raises Conflict "beyond_refused" (field "reference"): a supervisor said no to it lately.
    """
    body = {"act": ASK, "link": new_id(), "end": new_id(), "reference": reference}
    await _check(u, own, body, field="reference")
    return await write(u, own, body, record)


async def answer_beyond(u: Unit, own: OwnCase, end: LinkEnd, record: SharingRecord) -> str:
    """The same for accepting by agreement, for this case's own end. Raises as `ask_beyond`."""
    body = {"act": ANSWER, "link": end.link_id, "end": end.id, "reference": ""}
    await _check(u, own, body)
    return await write(u, own, body, record)


async def drop_answer(u: Unit, own: OwnCase, link_id: str) -> None:
    """What was accepted beyond six and waits is declined after all: nobody decides on it."""
    waits = await beyond_waiting(u, own, ANSWER, link_id)
    if waits is not None:
        row, body = waits
        row.over_at = u.now
        u.session.add(row)
        await tell(u, row, body)


async def _check(u: Unit, own: OwnCase, body: Mapping[str, Any], **told: str) -> None:
    if await beyond_refused_before(u, own, body):
        raise Conflict("beyond_refused", **told)
