"""What a sharing without agreement does once it may, and how it ends: in the caller's unit."""

from __future__ import annotations

from typing import Any

from peermap_app.domain import links as rules
from peermap_app.domain.errors import Conflict
from peermap_app.domain.links import sharing_from_wire
from peermap_app.domain.sharing import Second
from peermap_app.domain.tray import Kind
from peermap_app.services import link_making, tray_wake
from peermap_app.services.ask_standing import with_asker
from peermap_app.services.hearing import tell_concerned
from peermap_app.services.link_ends import OwnCase
from peermap_app.services.link_lines import end_one, links_held
from peermap_app.services.links import ask_of
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
    return row.second(urgent=bool(body["record"]["urgent"]))


async def apply(u: Unit, own: OwnCase, row: Sharing, body: dict[str, Any]) -> None:
    """The ask goes out, or the link is accepted, in the name of the worker who asked for it.

    Raises:
        Conflict: "sharer_gone"; for an ask "already_linked", "already_asked"; for an answer
            "link_not_open", "asker_gone".
        TooMany: "links_full".
    """
    people = await cases_store.allocated_workers(u.session, (own.id,), u.now.date())
    if row.asked_by not in {worker.id for worker, _ in people[own.id]}:
        raise Conflict("sharer_gone")
    record = sharing_from_wire(body["record"])
    row.applied_at = u.now
    u.session.add(row)
    if body["act"] == ASK:
        hashed = link_making.asked_hash(u, own, body["reference"])
        if await link_making.standing_ask(u, own, hashed) is not None:
            raise Conflict("already_asked")
        ask = link_making.Ask(body["reference"], record, row.asked_by, body["link"], body["end"])
        link_making.write_ask(u, own, hashed, ask)
        return
    link, _ = await ask_of(u, body["link"], counts=True)
    if not await with_asker(u, (link,)):
        raise Conflict("asker_gone")
    if await links_held(u, own.end_hash) >= rules.MOST_LINKS:
        link_making.allow(rules.may_share_without(None, rules.MOST_LINKS))
    await link_making.accept(u, link, own, record, row.asked_by)


async def end_if_applied(u: Unit, own: OwnCase, row: Sharing, body: dict[str, Any]) -> None:
    """What stood for a while stands no more: its link ends at once, on both sides."""
    if row.applied_at is None:
        return
    for link, end in await links_store.of_ends(u.session, (own.end_hash,)):
        live = link.state in (rules.LinkState.ASKED, rules.LinkState.ACCEPTED)
        if end.id == body["end"] and live:
            await end_one(u, own, link, end)


async def tell(u: Unit, row: Sharing) -> None:
    """Wake the pages of whoever sees it: of the case, and of those who may answer."""
    for kind in ("case", "alert"):
        await tell_concerned(u, row.case_id, {"kind": kind})
    tray_wake.wake(u, Kind.SHARING, row.id)
