"""The rows of an ask and of an acceptance, whoever's yes they wait for: the same for each basis.

An ask does not look: what it writes follows from what was typed alone (docs/decisions/links-and-
what-the-asker-sees.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from peermap_app.domain import link_life as life
from peermap_app.domain import links as rules
from peermap_app.domain.access import Action, Allowed, Denied
from peermap_app.domain.errors import Conflict, TooMany
from peermap_app.domain.links import LinkState, SharingRecord
from peermap_app.domain.reviews import Kind
from peermap_app.services.answers import newest_answers_of
from peermap_app.services.hearing import tell_workers
from peermap_app.services.link_ends import (
    OwnCase,
    answer_row,
    end_hash,
    open_end,
    reference_hash,
    seal_end,
    standing_by_date,
)
from peermap_app.services.link_lines import links_held
from peermap_app.services.link_seconds import Between, ask_where_needed
from peermap_app.services.sharing_ends import let_beyond, stands, without_agreement
from peermap_app.services.unit import Unit
from peermap_app.storage import links as links_store
from peermap_app.storage import reviews as reviews_store
from peermap_app.storage.links import ASKED, ASKING
from peermap_app.storage.own_keys import OwnKey
from peermap_app.storage.sealing import Vault
from peermap_app.storage.tables import Link, LinkEnd, Outbox, new_id


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked for, by whom. A sharing that waits knows the ids before there are rows."""

    reference: str
    record: SharingRecord
    by: str
    link_id: str = field(default_factory=new_id)
    end_id: str = field(default_factory=new_id)


def allow(answer: Allowed | Denied) -> None:
    """Raises Conflict, or TooMany "links_full", for what `domain.links` denied."""
    if isinstance(answer, Denied):
        if answer.reason == "links_full":
            raise TooMany(answer.reason, most=rules.MOST_BEYOND)
        raise Conflict(answer.reason)


def asked_hash(u: Unit, own: OwnCase, reference: str) -> str:
    """How the asked end is found. Conflict("reference_own") for the case's own reference."""
    hashed = end_hash(u.keys, reference_hash(u.keys, reference))
    if hashed == own.end_hash:
        raise Conflict("reference_own", field="reference")
    return hashed


async def standing_ask(u: Unit, own: OwnCase, hashed: str) -> LinkEnd | None:
    """This case's own end of an ask that still reads "Asked", or None.

    Raises Conflict("already_linked") for a link that both accepted: both sides know of it.
    """
    states = (LinkState.ASKED, LinkState.DECLINED, LinkState.ACCEPTED)
    standing: LinkEnd | None = None
    for link, mine, _ in await links_store.between(u.session, own.end_hash, hashed, states):
        if link.state == LinkState.ACCEPTED:
            if not await standing_by_date(u, (link,)):
                continue  # it lapsed: they ask anew
            raise Conflict("already_linked", field="reference")
        if mine.side == ASKING and rules.is_live(LinkState(link.state), link.asked_at, u.now):
            standing = mine
    return standing


def known_of(case_id: str | None, reference: str) -> dict[str, str | None]:
    """What one side knows of the other."""
    return {"case": case_id, "reference": reference}


def write_ask(u: Unit, own: OwnCase, hashed: str, ask: Ask) -> None:
    """The rows of an ask: the same for a case that exists and for one that does not."""
    wrapped, begun = u.keys.new_case_key(ask.link_id), life.asked(u.now)
    between = {"asking_case": own.id, "asking": own.reference, "asked": ask.reference}
    asking = LinkEnd(id=ask.end_id, link_id=ask.link_id, side=ASKING, end_hash=own.end_hash)
    asking.sealed = seal_end(own.vault, asking, ask.record, other=known_of(None, ask.reference))
    u.session.add(
        Link(
            id=ask.link_id,
            state=begun.state.value,
            asked_at=begun.asked_at,
            asked_by=ask.by,
            sealed=u.keys.vault(ask.link_id, wrapped).seal("link", ask.link_id, between),
        )
    )
    u.session.add(OwnKey(id=ask.link_id, wrapped=wrapped))
    u.session.add(asking)
    u.session.add(LinkEnd(link_id=ask.link_id, side=ASKED, end_hash=hashed))
    u.session.add(Outbox(link_id=ask.link_id, created_at=u.now, due_at=u.now))
    u.outbox_written()


async def accept(u: Unit, link: Link, own: OwnCase, record: SharingRecord, by: str) -> None:
    """Both ends learn of each other, each sealed under its own case.

    Whoever calls it has asked whether this side may. Raises Conflict "link_not_open" when the
    asking side does not hold any more.
    """
    found = await links_store.with_ends(u.session, link.id)
    assert found is not None
    _, asking, asked_end = found
    between = (await u.own_vault(link.id)).open("link", link.id, link.sealed)
    asking_case = between["asking_case"]
    vault = await u.vault(asking_case)
    await _check_asking(u, asking, asking_case, vault)
    theirs = {**open_end(vault, asking), "other": known_of(own.id, own.reference)}
    asking.sealed = vault.seal("link_end", asking.id, theirs)
    other = known_of(asking_case, between["asking"])
    asked_end.sealed = seal_end(own.vault, asked_end, record, other=other)
    asked_for = date.fromisoformat(theirs["sharing"]["review"])
    agreed = u.house.settings.reviews.agreed(asked_for, u.now.date())
    dues = answer_row(u, link, by, {asking.id: agreed, asked_end.id: record.review})
    for end_id, due in dues.items():
        reviews_store.begin(u.session, Kind.LINK, end_id, due)
    await _end_crossing_asks(u, link, asking, asked_end)
    # One person cannot agree for both (rule 8): then it stands only once supervisors agreed too.
    await ask_where_needed(u, (Between.of(link, asking_case, own.id),))
    u.also(Action.ANSWER_LINK, asking_case, detail=link.id)
    await tell_workers(u, asking_case, {"kind": "link"})


async def _check_asking(u: Unit, asking: LinkEnd, asking_case: str, vault: Vault) -> None:
    """Their young person's answer changed, what stood for it was refused, or it is full by now:
    beyond six for every ask that no supervisor gave a reason for."""
    newest = (await newest_answers_of(u, (asking_case,))).get(asking_case)
    without = await without_agreement(u, (asking.id,))
    held = await links_held(u, asking.end_hash)
    room = rules.has_room(held) or (
        rules.has_room(held, decided=True) and await let_beyond(u, asking.id, vault)
    )
    if not room or not stands(u, asking.id, without, newest):
        raise Conflict("link_not_open")


async def _end_crossing_asks(u: Unit, link: Link, one: LinkEnd, other: LinkEnd) -> None:
    """Both had asked each other: one link is enough, and now both know of it."""
    states = (LinkState.ASKED, LinkState.DECLINED)
    for twin, _, _ in await links_store.between(u.session, one.end_hash, other.end_hash, states):
        if twin.id != link.id:
            twin.state, twin.ended_at = LinkState.ENDED.value, u.now
