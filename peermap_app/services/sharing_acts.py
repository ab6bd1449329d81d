"""What a second person's yes does, and how what stood for a while ends: in the caller's unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from peermap_app.domain import links as rules
from peermap_app.domain.errors import Conflict
from peermap_app.domain.links import sharing_from_wire
from peermap_app.domain.sharing import Basis, Second
from peermap_app.domain.tray import Kind
from peermap_app.services import link_making, tray_wake
from peermap_app.services.agreed import other_say
from peermap_app.services.answers import newest_answers
from peermap_app.services.ask_standing import ask_of, with_asker
from peermap_app.services.hearing import tell_concerned
from peermap_app.services.link_ends import OwnCase
from peermap_app.services.link_lines import end_one, ends_of, links_held, places_taken
from peermap_app.services.sharing_ends import waiting_places
from peermap_app.services.unit import Unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import links as links_store
from peermap_app.storage.sealing import Vault
from peermap_app.storage.sharing_tables import Sharing

ASK, ANSWER = "ask", "answer"


def body_of(vault: Vault, row: Sharing) -> dict[str, Any]:
    """What is sealed in a sharing."""
    held = vault.open("sharing", row.id, row.sealed)
    assert isinstance(held, dict)
    return held


def seal_body(vault: Vault, row: Sharing, body: dict[str, Any]) -> None:
    """Seal it anew."""
    row.sealed = vault.seal("sharing", row.id, body)


def second_of(row: Sharing, body: dict[str, Any]) -> Second:
    """What is known of the second person's part."""
    again = body.get("again")
    again_at = datetime.fromisoformat(again) if again else None
    return row.second(urgent=bool(body["record"]["urgent"]), again_at=again_at)


def by_agreement(body: Mapping[str, Any]) -> bool:
    """Whether it rests on agreement, and waits since it goes beyond six links."""
    return bool(body["record"]["basis"] == Basis.AGREED)


async def places(u: Unit, own: OwnCase, *, but: str = "") -> int:
    """How many places of a case are taken, with those that wait for a second person. `but`: the id
    of one that waits and is not counted."""
    waits = await waiting_places(u, own.id, own.vault, but=but)
    return places_taken(await ends_of(u, own.end_hash), u.now) + waits


async def beside(u: Unit, own: OwnCase, row: Sharing, body: Mapping[str, Any]) -> int:
    """How many links a case has beside the one that this is for: what it asked for counts for an
    ask, what was accepted alone for an answer."""
    if body["act"] == ANSWER:
        return await links_held(u, own.end_hash)
    return await places(u, own, but=row.id)


async def goes_beyond(u: Unit, own: OwnCase, row: Sharing, body: Mapping[str, Any]) -> bool:
    """Whether a yes would take the case beyond six now; what was sent has its place."""
    return row.applied_at is None and not rules.has_room(await beside(u, own, row, body))


async def hold_sides(u: Unit, body: Mapping[str, Any]) -> None:
    """Hold the links of both cases before they are counted: an answer makes one for each."""
    if body["act"] == ANSWER:
        found = await links_store.with_ends(u.session, body["link"])
        await links_store.hold_ends(u.session, [each.end_hash for each in (found or ())[1:]])


async def apply(u: Unit, own: OwnCase, row: Sharing, body: dict[str, Any], others: int) -> None:
    """The ask goes out, or the link is accepted, in the name of the worker who asked for it.

    `others`: how many links the case has beside it, counted while both sides are held.

    Raises:
        Conflict: "sharer_gone"; for an ask "already_linked", "already_asked"; for an answer
            "link_not_open", "asker_gone"; by agreement "no_answer", "talk_not_yes", "agreed_first".
        TooMany: "links_full".
    """
    people = await cases_store.allocated_workers(u.session, (own.id,), u.now.date())
    if row.asked_by not in {worker.id for worker, _ in people[own.id]}:
        raise Conflict("sharer_gone")
    record = sharing_from_wire(body["record"])
    await _check_room(u, own, body, others)
    row.applied_at = u.now
    u.session.add(row)
    if body["act"] == ASK:
        hashed = link_making.asked_hash(u, own, body["reference"])
        if await link_making.standing_ask(u, own, hashed) is not None:
            raise Conflict("already_asked")
        ask = link_making.Ask(body["reference"], record, row.asked_by, body["link"], body["end"])
        link_making.write_ask(u, own, hashed, ask)
        return
    link, _ = await ask_of(u, body["link"])
    if not await with_asker(u, (link,)):
        raise Conflict("asker_gone")
    await link_making.accept(u, link, own, record, row.asked_by)


async def _check_room(u: Unit, own: OwnCase, body: dict[str, Any], others: int) -> None:
    """By agreement it still stands on the Yes of this moment."""
    if not by_agreement(body):
        link_making.allow(rules.has_room(others, decided=True))
        return
    missing = (await other_say(u, own.id)).missing
    newest = await newest_answers(u, own.id)
    link_making.allow(rules.may_ask(newest, others, others_missing=missing, decided=True))


async def end_if_applied(u: Unit, own: OwnCase, row: Sharing, body: dict[str, Any]) -> None:
    """What stood for a while stands no more: its link ends at once, on both sides."""
    if row.applied_at is None:
        return
    for link, end in await links_store.of_ends(u.session, (own.end_hash,)):
        live = link.state in (rules.LinkState.ASKED, rules.LinkState.ACCEPTED)
        if end.id == body["end"] and live:
            await end_one(u, own, link, end)


async def tell(u: Unit, row: Sharing, body: dict[str, Any]) -> None:
    """Wake the pages of whoever sees it: of the case, and of those who may answer."""
    for kind in ("case", "alert"):
        await tell_concerned(u, row.case_id, {"kind": kind})
    tray_wake.wake(u, Kind.BEYOND if by_agreement(body) else Kind.SHARING, row.id)
