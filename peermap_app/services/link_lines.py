"""A case's links as its page lists them, how many places they take, and when they end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from peermap_app.domain import link_life as life
from peermap_app.domain import links as rules
from peermap_app.domain.access import Action
from peermap_app.domain.link_life import Reading
from peermap_app.domain.links import LinkState
from peermap_app.domain.purpose import Purpose
from peermap_app.services import link_confirms
from peermap_app.services.ask_standing import with_asker
from peermap_app.services.hearing import tell_workers
from peermap_app.services.link_ends import (
    Colleague,
    Crossing,
    OwnCase,
    colleague,
    end_row,
    life_of,
    not_renewed,
    open_end,
    standing_by_date,
)
from peermap_app.services.link_rests import Rests
from peermap_app.services.link_rests import known as rests_known
from peermap_app.services.link_seconds import Between, ask_where_needed
from peermap_app.services.sharing_ends import end_what_waits_on_agreement, not_on_agreement
from peermap_app.services.unit import Unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import links as links_store
from peermap_app.storage.links import ASKED
from peermap_app.storage.tables import Link, LinkEnd, Outbox

LineState = Literal[
    "accepted",
    "to_confirm",
    "to_answer",
    "waits_confirm",
    "waits_second",
    "asked",
    "lapsed",
    "not_renewed",
    "ended",
]
_ORDER: tuple[LineState, ...] = get_args(LineState)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One link on a case page.

    Attributes:
        state: "to_answer" for an ask that came to this case; a decline reads "asked" to the asker.
            "to_confirm": those who agreed to it have the case no longer, and this side's worker
            confirms it; "waits_confirm": the other side's does.
            "waits_second": one worker is on both sides, and supervisors are to agree.
            "lapsed": an ask that nobody answered; "not_renewed": a link whose review date came.
        reference: the other case's, while accepted; for an ask, what its worker typed themselves.
            None for whoever came to the case after all who asked, agreed or confirmed.
        colleagues: the other side's workers while accepted; who asks, for "to_answer".
        review: this side's own review date.
        under_review: accepted, and at least one side is asked whether it is still needed.
        over_at: when an accepted link ended or lapsed, as far as it is noted.
    """

    link_id: str
    state: LineState
    reference: str | None
    colleagues: tuple[Colleague, ...]
    asked_at: datetime
    agreed_at: datetime | None
    review: date | None
    under_review: bool = False
    over_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ends:
    """The links of one case, each with that case's end, and which stand by both their dates."""

    rows: Sequence[tuple[Link, LinkEnd]]
    standing: Mapping[str, Mapping[str, date]]


async def ends_of(u: Unit, end_hash: str) -> Ends:
    """All links of a case, as they are now."""
    rows = await links_store.of_ends(u.session, (end_hash,))
    return Ends(rows, await standing_by_date(u, [link for link, _ in rows]))


async def lines(
    u: Unit, own: OwnCase, ends: Ends, sides: tuple[Crossing, ...]
) -> tuple[LinkLine, ...]:
    """The links of a case as its page shows them: accepted ones first, then by age.

    `ends` and `sides`: its `ends_of` and `crossings`, read in this unit. What is shown of the other
    side stands on both cases' records (rule 10).
    """
    holding = {one.link_id: one for one in sides}
    shown: list[LinkLine] = []
    held_up = await _waiting_for_second(u, own, ends)
    resting = await link_confirms.resting(u, (own,), ends.rows, ends.standing)
    known = await rests_known(u, own.id, [row for row in ends.rows if row[0].id not in holding])
    for link, end in ends.rows:
        if link.id in holding:
            shown.append(_held_line(u, link, holding[link.id], ends))
        elif link.id in held_up:
            shown.append(_plain_line(link, "waits_second", open_end(own.vault, end)))
        elif link.id in resting and resting[link.id].blocks:
            state = _waits_for(resting[link.id])
            shown.append(_plain_line(link, state, open_end(own.vault, end)))
        elif not_renewed(link, ends.standing):
            shown.append(_plain_line(link, "not_renewed", open_end(own.vault, end)))
        elif end.side == ASKED:
            shown.extend(await _asked_line(u, link, end))
        else:
            shown.append(_asking_line(u, link, open_end(own.vault, end)))
    shown = [one if one.link_id in {*holding, *known} else _without(one) for one in shown]
    for crossing in holding.values():
        other, coordinate = crossing.other_case_id, Purpose.COORDINATE
        await u.across(Action.SEE_LINK, other, purpose=coordinate, detail=crossing.link_id)
    return tuple(sorted(shown, key=lambda line: (_ORDER.index(line.state), line.asked_at)))


def _without(line: LinkLine) -> LinkLine:
    """The line of a link of which nobody who has the case now ever knew the other reference."""
    return replace(line, reference=None)


def _waits_for(found: Rests) -> LineState:
    """Whose confirmation a link waits for, or that it waited too long."""
    if found.over:
        return "ended"
    return "waits_confirm" if found.own is None else "to_confirm"


def _held_line(u: Unit, link: Link, crossing: Crossing, ends: Ends) -> LinkLine:
    return LinkLine(
        link_id=link.id,
        state="accepted",
        reference=crossing.other_reference,
        colleagues=crossing.colleagues,
        asked_at=link.asked_at,
        agreed_at=crossing.agreed_at,
        review=crossing.review,
        under_review=how(u, link, ends.standing) is Reading.UNDER_REVIEW,
    )


def how(u: Unit, link: Link, standing: Mapping[str, Mapping[str, date]]) -> Reading:
    """How a link reads now, by its rows and dates alone."""
    ask = timedelta(days=u.house.settings.reviews.links.ask)
    return life.reading(life_of(link, standing), u.now, ask)


async def _waiting_for_second(u: Unit, own: OwnCase, ends: Ends) -> frozenset[str]:
    """The links of which one worker has both cases, until supervisors agreed; they hear of it."""
    others = [
        (link, open_end(own.vault, end).get("other", {}).get("case"))
        for link, end in ends.rows
        if link.id in ends.standing
    ]
    pairs = [Between.of(link, own.id, other) for link, other in others if other]
    return await ask_where_needed(u, pairs)


def _plain_line(link: Link, state: LineState, held: Mapping[str, Any]) -> LinkLine:
    """The same for both sides. Each knew the other's reference while the link held."""
    reference = None if state == "ended" else held.get("other", {}).get("reference") or None
    over_at = link.ended_at if state == "not_renewed" else None
    return LinkLine(
        link.id, state, reference, (), link.asked_at, link.answered_at, None, over_at=over_at
    )


async def _asked_line(u: Unit, link: Link, end: LinkEnd) -> tuple[LinkLine, ...]:
    """An ask that came to this case, while it can be answered; a link that ended, without who. One
    that was declined was no link, whatever its asker did since."""
    state = rules.state_at(LinkState(link.state), link.asked_at, u.now)
    if state is LinkState.ASKED:
        if not await with_asker(u, (link,)):
            return ()
        found = await cases_store.workers_with_team(u.session, (link.asked_by,))
        who = (colleague(*found[link.asked_by]),)
        return (LinkLine(link.id, "to_answer", None, who, link.asked_at, None, None),)
    agreed = link.answered_at is not None and end.sealed is not None
    if state in (LinkState.ACCEPTED, LinkState.ENDED) and agreed:
        at, over_at = link.answered_at, link.ended_at
        return (LinkLine(link.id, "ended", None, (), link.asked_at, at, None, over_at=over_at),)
    return ()


def _asking_line(u: Unit, link: Link, held: Mapping[str, Any]) -> LinkLine:
    """This case's own ask: the same line for a reference that nobody has, and for a decline."""
    seen = rules.what_asker_sees(LinkState(link.state), link.asked_at, u.now)
    return LinkLine(
        link_id=link.id,
        state="ended" if seen == "accepted" else seen,  # accepted, but it does not hold now
        reference=held["other"]["reference"],
        colleagues=(),
        asked_at=link.asked_at,
        agreed_at=None,
        review=date.fromisoformat(held["sharing"]["review"]),
        over_at=link.ended_at if seen == "ended" else None,  # alike for what was declined
    )


def places_taken(ends: Ends, now: datetime) -> int:
    """How many of a case's places are taken: accepted links, and asks as their asker sees them.

    Asks that came to the case take none, or strangers could fill it up.
    """
    return sum(
        _takes_place(link, end, now)
        for link, end in ends.rows
        if link.state != LinkState.ACCEPTED or link.id in ends.standing
    )


async def links_held(u: Unit, end_hash: str) -> int:
    """How many accepted links a case has. Its own asks that wait do not keep it from accepting."""
    ends = await ends_of(u, end_hash)
    return sum(link.id in ends.standing for link, _ in ends.rows)


def _takes_place(link: Link, end: LinkEnd, now: datetime) -> bool:
    state = LinkState(link.state)
    if end.side == ASKED:
        return state is LinkState.ACCEPTED
    return rules.takes_place(state, link.asked_at, now)


async def end_what_rests_on_agreement(u: Unit, own: OwnCase) -> None:
    """The newest third answer is not Yes: links and asks of this case end at once (rule 4).

    Asks end alike whether waiting, declined or sent to a reference that nobody has: whose open
    pages show one is found at delivery, as when it was asked. Asks that came to this case stay:
    they rest on the other young person's answer until they are accepted. So does what this case's
    end rests on a sharing without agreement for (rule 5). Nobody decides on what waited by
    agreement.
    """
    await end_what_waits_on_agreement(u, own.id, own.vault)
    rows = await links_store.of_ends(u.session, (own.end_hash,))
    stay = await not_on_agreement(u, [end.id for _, end in rows])
    await _end(u, own, [(link, end) for link, end in rows if end.id not in stay])


async def end_every_link(u: Unit, own: OwnCase) -> None:
    """The case closes: its links and asks end, whatever they rest on."""
    await _end(u, own, await links_store.of_ends(u.session, (own.end_hash,)))


async def _end(u: Unit, own: OwnCase, rows: Sequence[tuple[Link, LinkEnd]]) -> None:
    ending = [link.id for link, end in rows if _takes_place(link, end, u.now)]
    for link, end in rows:
        if link.id in ending:
            await end_one(u, own, link, end)


async def end_one(u: Unit, own: OwnCase, link: Link, end: LinkEnd) -> None:
    """End a link or an ask of this case, and wake whoever is shown it."""
    held = await links_store.held(u.session, link.id)
    assert held is not None
    other = open_end(own.vault, end).get("other", {}).get("case")
    if not await end_row(u, held):
        return  # it lapsed, and stays so
    if other is None:
        u.session.add(Outbox(link_id=link.id, created_at=u.now, due_at=u.now))
        u.outbox_written()
    else:
        await tell_workers(u, other, {"kind": "link"})
        await tell_workers(u, other, {"kind": "alert"})  # what came over it is gone too
