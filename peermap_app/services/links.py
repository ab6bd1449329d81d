"""Asking to link, being asked, answering (rules 5 to 8): a link is two people agreeing.

An ask does the same work and writes the same rows whether or not anybody has a case of that
reference; who is asked is found later, by whoever reads. See
docs/decisions/links-and-what-the-asker-sees.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeVar

from peermap_app.bootstrap import House
from peermap_app.domain import links as rules
from peermap_app.domain.access import Action, Denied
from peermap_app.domain.cases import parse_reference
from peermap_app.domain.errors import Invalid, NotFound, Problems
from peermap_app.domain.links import LinkState, SharingRecord
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.sharing import MOST_DAYS_WITHOUT, Basis
from peermap_app.domain.sharing_drafts import Written
from peermap_app.services import (
    finding,
    held_connections,
    link_making,
    sharing_acts,
    sharing_drafts,
    sharing_waits,
)
from peermap_app.services.admission import named
from peermap_app.services.agreed import other_say
from peermap_app.services.answers import newest_answers, talk_answered_at
from peermap_app.services.ask_standing import ask_of, asked_case, with_asker
from peermap_app.services.drafts import Draft
from peermap_app.services.hearing import tell_workers
from peermap_app.services.held_connections import HeldLine
from peermap_app.services.link_ends import (
    Colleague,
    OwnCase,
    answer_row,
    colleague,
    own_case,
    seal_end,
)
from peermap_app.services.link_lines import links_held
from peermap_app.services.link_making import (
    Ask,
    allow,
    asked_hash,
    known_of,
    standing_ask,
    write_ask,
)
from peermap_app.services.link_seconds import Between, ask_where_needed
from peermap_app.services.sharing_acts import ANSWER, ASK
from peermap_app.services.sharing_ends import overtake, rest_on_agreement
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import links as links_store
from peermap_app.storage.links import ASKED
from peermap_app.storage.tables import Link

AskState = Literal["asked", "accepted", "declined", "lapsed", "ended"]
_TO_THE_ASKED: dict[LinkState, AskState] = {
    LinkState.ASKED: "asked",
    LinkState.ACCEPTED: "accepted",
    LinkState.DECLINED: "declined",
    LinkState.LAPSED: "lapsed",
    LinkState.ENDED: "ended",
    LinkState.TAKEN_BACK: "ended",
}


@dataclass(frozen=True, slots=True)
class AskSheet:
    """What the asked worker sees: the colleague, the team, their own case, no other reference.

    `may_accept` is False with `why_not` one of: no_answer, talk_not_yes, agreed_first, links_full.
    `beyond`: accepting goes beyond six links and waits for a supervisor first; `beyond_id`: of what
    waits for one already.
    `waits`: accepted, and supervisors are to agree, since one worker has both cases.
    `said_at`: when their own young person answered whether workers can talk together.
    `draft`: what they have half written of their own side's record.
    """

    link_id: str
    case_id: str
    reference: str
    initials: str
    colleague: Colleague
    asked_at: datetime
    lapses_at: datetime
    state: AskState
    said_at: datetime | None
    may_accept: bool
    why_not: str | None
    waits: bool
    draft: Draft | None
    beyond: bool = False
    beyond_id: str = ""


@dataclass(frozen=True, slots=True)
class AskForm:
    """What the page "Ask to link" starts from. `why_not`: no_answer, talk_not_yes,
    agreed_first or links_full. `beyond`: asking goes beyond six links, and waits for a supervisor
    first. `said_at`: as in `AskSheet`. `draft`: what was half written."""

    case_id: str
    reference: str
    initials: str
    links_used: int
    links_most: int
    said_at: datetime | None
    may_ask: bool
    why_not: str | None
    draft: Draft | None
    held: tuple[HeldLine, ...] = ()
    """What the case's own record already holds, to choose from: nothing is chosen beforehand."""
    beyond: bool = False
    found: str = ""
    """The reference that a supervisor found out, when it is not asked for yet."""


async def link_form(
    house: House, who: Who, case_id: str, *, purpose: Purpose, on: Written = Written.ASK
) -> AskForm:
    """Whether this case may ask for a link now, and whose it is. `on`: of which form the draft."""
    async with unit(house, who, Action.ASK_LINK, case_id, purpose=purpose) as u:
        own = await own_case(u, u.held.id)
        used = await sharing_acts.places(u, own)
        missing, newest = (await other_say(u, own.id)).missing, await newest_answers(u, own.id)
        answer = rules.may_ask(newest, used, others_missing=missing, decided=True)
        return AskForm(
            case_id=own.id,
            reference=own.reference,
            initials=own.initials,
            links_used=used,
            links_most=rules.places(used),
            beyond=bool(answer) and not rules.has_room(used),
            said_at=await talk_answered_at(u, own.id),
            may_ask=bool(answer),
            why_not=answer.reason if isinstance(answer, Denied) else None,
            held=await _to_choose(u, own),
            found=await finding.ready(u, own),
            draft=await sharing_drafts.of(u, on),
        )


async def _to_choose(u: Unit, own: OwnCase) -> tuple[HeldLine, ...]:
    await u.part(Action.SEE_HELD, Purpose.COORDINATE)
    return await held_connections.lines(u, own)


async def ask_link(
    house: House, who: Who, case_id: str, raw: Mapping[str, object], *, purpose: Purpose
) -> str:
    """Ask the worker of another case, by a reference that the asker already knows.

    Beyond six links it waits for a supervisor first (rule 7): the id of what waits, else "".

    Raises:
        Problems: faults of the form, each with its field.
        Conflict: "no_answer"; "talk_not_yes"; "agreed_first"; with field "reference":
            "reference_own", "already_linked", "sharing_waits", "beyond_refused".
        TooMany: "links_full". Asks count, also for references that nobody has, so that the cap
            tells nothing and nobody can try many.
    """
    async with unit(house, who, Action.ASK_LINK, case_id, purpose=purpose) as u:
        reference, record = parse_ask({**raw, "basis": Basis.AGREED}, u.now.date())
        own = await own_case(u, u.held.id)
        await held_connections.check_support(u, own, record.supports)
        newest = await newest_answers(u, own.id)
        missing = (await other_say(u, own.id)).missing
        allow(rules.may_ask(newest, 0, others_missing=missing))
        hashed = asked_hash(u, own, reference)
        await finding.used(u, own, reference)
        standing = await standing_ask(u, own, hashed)
        await sharing_drafts.sent(u, Written.ASK, "", raw)
        await overtake(u, own.id, own.vault, act=ASK, about=reference)
        if standing is not None:
            # Asked again: looks the same, takes no second place, and wakes nobody a second time.
            other = known_of(None, reference)
            standing.sealed = seal_end(own.vault, standing, record, other=other)
            await rest_on_agreement(u, standing.id)  # whatever it was asked on before
            return ""
        waits = await sharing_waits.beyond_waiting(u, own, ASK, reference)
        if waits is not None:
            return sharing_waits.again(*waits, record, "reference")
        used = await sharing_acts.places(u, own)
        allow(rules.may_ask(newest, used, decided=True))
        if not rules.has_room(used):
            return await sharing_waits.ask_beyond(u, own, reference, record)
        assert who.worker_id is not None
        write_ask(u, own, hashed, Ask(reference, record, who.worker_id))
        return ""


def parse_ask(
    raw: Mapping[str, object], today: date, most_without: int = MOST_DAYS_WITHOUT
) -> tuple[str, SharingRecord]:
    """The whole form; faults of the reference and of the sharing record are told together."""
    faults: list[Invalid] = []
    reference = _collect(faults, lambda: parse_reference(raw.get("reference", "")))
    record = _collect(faults, lambda: rules.parse_sharing(raw, today, most_without=most_without))
    if reference is None or record is None:
        raise Problems(tuple(faults))
    return reference, record


T = TypeVar("T")


def _collect(faults: list[Invalid], parse: Callable[[], T]) -> T | None:
    try:
        return parse()
    except Invalid as fault:
        faults.append(fault)
    except Problems as several:
        faults.extend(several.problems)
    return None


async def asked(
    house: House, who: Who, link_id: str, *, purpose: Purpose, on: Written = Written.ACCEPT
) -> AskSheet:
    """What the asked worker sees of an ask. NotFound to everybody else, the asker too.

    NotFound as well once the asker no longer works with the asking case.
    """
    case_id = await asked_case(house, who, link_id)
    async with unit(
        house, who, Action.SEE_LINK, case_id, purpose=purpose, reason=named(link_id)
    ) as u:
        link, own = await ask_of(u, link_id)
        if link.state != LinkState.ACCEPTED and not await with_asker(u, (link,)):
            raise NotFound("not_found")  # who asked has gone, and is not shown any longer
        held = await links_held(u, own.end_hash)
        refusal = await _may_accept(u, link, own, held)
        state = rules.state_at(LinkState(link.state), link.asked_at, u.now)
        waits = await sharing_waits.beyond_waiting(u, own, ANSWER, link.id)
        return AskSheet(
            link_id=link.id,
            case_id=own.id,
            reference=own.reference,
            initials=own.initials,
            colleague=await _asker(u, link),
            asked_at=link.asked_at,
            lapses_at=link.asked_at + rules.LAPSES_AFTER,
            said_at=await talk_answered_at(u, own.id),
            state=_TO_THE_ASKED[state],
            may_accept=state is LinkState.ASKED and refusal is None,
            why_not=refusal if state is LinkState.ASKED else None,
            waits=state is LinkState.ACCEPTED and await _waits(u, link, own),
            draft=await sharing_drafts.of(u, on, link.id),
            beyond=state is LinkState.ASKED and refusal is None and not rules.has_room(held),
            beyond_id=waits[0].id if waits is not None and state is LinkState.ASKED else "",
        )


async def answer_link(
    house: House,
    who: Who,
    link_id: str,
    accept: bool,
    raw: Mapping[str, object],
    *,
    purpose: Purpose,
) -> tuple[str, str]:
    """Accept with this side's own sharing record, or decline; the asker is never told of a decline.

    Accepting beyond six links waits for a supervisor first (rule 7). Gives this side's case and the
    id of what waits, else "".

    Raises:
        NotFound: the ask did not come to a case of the asker's.
        Problems: faults of the sharing record (accepting only).
        Conflict: "link_not_open" (answered, lapsed, ended), "no_answer", "talk_not_yes",
            "agreed_first", "asker_gone" (who asked no longer works with their case),
            "sharing_waits", "beyond_refused".
        TooMany: "links_full".
    """
    case_id = await asked_case(house, who, link_id)
    async with unit(
        house, who, Action.ANSWER_LINK, case_id, purpose=purpose, reason=named(link_id)
    ) as u:
        link, own = await ask_of(u, link_id, counts=True)
        state = LinkState(link.state)
        chosen = LinkState.ACCEPTED if accept else LinkState.DECLINED
        if state is chosen and link.answered_by == who.worker_id:
            return own.id, ""  # a second tap
        waits = ""
        if accept:
            rules.answer(rules.state_at(state, link.asked_at, u.now), accept)
            record = rules.parse_sharing({**raw, "basis": Basis.AGREED}, u.now.date())
            await held_connections.check_support(u, own, record.supports)
            waits = await _accept(u, link, own, record)
        else:
            answer_row(u, link, who.worker_id, None)
            await sharing_waits.drop_answer(u, own, link.id)
        await sharing_drafts.sent(u, Written.ACCEPT, link.id, raw)
        await tell_workers(u, own.id, {"kind": "alert"})
        return own.id, waits


async def _accept(u: Unit, link: Link, own: OwnCase, record: SharingRecord) -> str:
    """Accept, or let it wait for a supervisor beyond six: the id of what waits then."""
    held = await links_held(u, own.end_hash)
    refusal = await _may_accept(u, link, own, held)
    if refusal is not None:
        allow(Denied(refusal))
    await overtake(u, own.id, own.vault, act=ANSWER, about=link.id)
    if rules.has_room(held):
        assert u.who.worker_id is not None
        await link_making.accept(u, link, own, record, u.who.worker_id)
        return ""
    waits = await sharing_waits.beyond_waiting(u, own, ANSWER, link.id)
    if waits is not None:
        return sharing_waits.again(*waits, record, None)
    rows = await links_store.of_ends(u.session, (own.end_hash,))
    end = next(one for each, one in rows if each.id == link.id and one.side == ASKED)
    return await sharing_waits.answer_beyond(u, own, end, record)


async def _may_accept(u: Unit, link: Link, own: OwnCase, held: int) -> str | None:
    """Why this worker may not accept for this case now; None when they may, beyond six by a
    supervisor's reason. `held`: its links."""
    if not await with_asker(u, (link,)):
        return "asker_gone"
    answer = rules.may_accept(
        await newest_answers(u, own.id),
        held,
        others_missing=(await other_say(u, own.id)).missing,
        decided=True,
    )
    return answer.reason if isinstance(answer, Denied) else None


async def _waits(u: Unit, link: Link, own: OwnCase) -> bool:
    asking = (await u.own_vault(link.id)).open("link", link.id, link.sealed)["asking_case"]
    return bool(await ask_where_needed(u, (Between.of(link, asking, own.id),)))


async def _asker(u: Unit, link: Link) -> Colleague:
    found = await cases_store.workers_with_team(u.session, (link.asked_by,))
    return colleague(*found[link.asked_by])
