"""Erasing: a case's key is destroyed at once, and with it all that was sealed under it.

Gone from SQLite's files, and from PostgreSQL's once their tables are written anew: that is an
operator's step (docs/operating.md). The access record stays: it holds ids alone. Whatever another
young person's case knew of this one (the other end of a link) is taken out of there too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from peermap_app.domain.endings import Kind
from peermap_app.domain.links import LinkState
from peermap_app.domain.receipt import ReceiptEnding
from peermap_app.services import receipts
from peermap_app.services.hearing import tell_concerned
from peermap_app.services.link_ends import OwnCase, open_end, own_case
from peermap_app.services.unit import Unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import endings as store
from peermap_app.storage import links as links_store
from peermap_app.storage import own_keys
from peermap_app.storage import receipts as receipts_store
from peermap_app.storage.ending_tables import Erasure
from peermap_app.storage.tables import CaseFile, CaseKey, KeptMap, Link, LinkEnd, new_id


def note(u: Unit, kind: Kind, case_id: str | None, things: int) -> Erasure:
    """The note of an erasing, in the caller's transaction: until when a backup could undo it."""
    assert u.who.worker_id is not None
    row = Erasure(
        id=new_id(),
        case_id=case_id,
        kind=kind.value,
        things=things,
        worker_id=u.who.worker_id,
        at=u.now,
        backups_until=u.now.date() + timedelta(days=u.house.settings.backup_days),
    )
    u.session.add(row)
    return row


async def erase_case(u: Unit, case: CaseFile) -> None:
    """Destroy a case's key, and what still could be found or known of it without one."""
    key = await u.session.get(CaseKey, case.id)
    if key is not None:
        await _forget_links(u, await own_case(u, case.id))
        await u.session.delete(key)
    await erase_flags(u, await store.flags_of(u.session, case.id))
    for card in await receipts_store.live_of_case(u.session, case.id):
        receipts.finish(card, ReceiptEnding.ERASED, u.now)
        card.link_hash = card.words_hash = None
        u.session.add(card)
    case.sealed = b""
    # Found by nobody who knows the reference; the same one may come again, as another case.
    case.reference_hash = u.keys.lookup("erased", case.id)
    u.session.add(case)
    await u.session.flush()
    await store.forget_devices(u.session, case.id)
    await store.blank(u.session, case.id)


async def _forget_links(u: Unit, own: OwnCase) -> None:
    """Nothing of this case stays at the other end of its links, nor under the links' own keys."""
    for link, end in await links_store.of_ends(u.session, (own.end_hash,)):
        found = await links_store.with_ends(u.session, link.id)
        assert found is not None
        theirs = found[2] if end.side == links_store.ASKING else found[1]
        between = (await u.own_vault(link.id)).open("link", link.id, link.sealed)
        known = open_end(own.vault, end).get("other", {}).get("case")
        asked_us = between["asking_case"] if end.side == links_store.ASKED else None
        await _forget_at(u, known or asked_us, theirs)
        end.sealed, end.end_hash = None, u.keys.lookup("erased", end.id)
        if link.state in (LinkState.ASKED, LinkState.ACCEPTED):
            link.state, link.ended_at = LinkState.ENDED.value, u.now
        fresh = u.keys.new_case_key(link.id)
        await own_keys.change(u.session, link.id, fresh)
        nothing = dict.fromkeys(("asking_case", "asking", "asked"), "")
        link.sealed = u.keys.vault(link.id, fresh).seal("link", link.id, nothing)
        u.session.add(end)
        u.session.add(link)


async def _forget_at(u: Unit, case_id: str | None, theirs: LinkEnd) -> None:
    """The other side keeps its own sharing record, and no longer with whom."""
    if not case_id or theirs.sealed is None:
        return
    if await cases_store.wrapped_key(u.session, case_id) is None:
        return  # that one was erased before
    vault = await u.vault(case_id)
    held = {**open_end(vault, theirs), "other": {"case": None, "reference": ""}}
    theirs.sealed = vault.seal("link_end", theirs.id, held)
    u.session.add(theirs)


async def erase_maps(u: Unit, maps: Sequence[KeptMap]) -> None:
    """Destroy pictures: the case goes on, and its newest map with it."""
    for kept in maps:
        kept.destroyed_at, kept.sealed = u.now, None
        u.session.add(kept)
    await u.session.flush()
    for case_id in {kept.case_id for kept in maps}:
        await tell_concerned(u, case_id, {"kind": "case"})


async def erase_flags(u: Unit, flag_ids: Sequence[str]) -> None:
    """Flags with their alerts: whoever has one open sees it no longer."""
    for worker_id in await store.readers_of_flags(u.session, flag_ids):
        u.hint(f"worker:{worker_id}", {"kind": "alert"})
    await store.delete_flags(u.session, flag_ids)


async def erase_links(u: Unit, links: Sequence[Link]) -> None:
    """Links that are over, with both sides' sharing records."""
    await store.delete_links(u.session, [link.id for link in links])
