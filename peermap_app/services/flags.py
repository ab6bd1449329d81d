"""Flagging a case: whoever works with a linked young person is told what they need (rules 6, 8).

The flag, an alert for each person it must reach and the outbox rows that deliver them are written
in one transaction, so that none can be there without the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peermap_app.bootstrap import House
from peermap_app.domain import flags as rules
from peermap_app.domain.access import Action
from peermap_app.domain.alerting import whom
from peermap_app.domain.errors import Invalid, NotFound
from peermap_app.domain.flag_changes import Standing
from peermap_app.domain.flag_kinds import OfferedKind
from peermap_app.domain.flags import Urgency
from peermap_app.domain.links import Threshold
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.reviews import Kind
from peermap_app.services import escalating, flag_drafts, flag_kinds
from peermap_app.services.admission import named, page, well_formed
from peermap_app.services.alert_sides import AlsoTold, also_told, sides_of, tell
from peermap_app.services.drafts import Draft
from peermap_app.services.flag_acks import AckLine, acks_of
from peermap_app.services.flag_kinds import KindSaid
from peermap_app.services.flag_versions import WITHDRAWN, FlagNow, case_of, now_of
from peermap_app.services.link_ends import Colleague, Crossing, OwnCase, crossings, own_case
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import cases as cases_store
from peermap_app.storage import flag_tables as flag_store
from peermap_app.storage import reviews as reviews_store
from peermap_app.storage.escalation_tables import Escalation
from peermap_app.storage.tables import Flag, new_id


@dataclass(frozen=True, slots=True)
class ToldSide:
    """One linked case that a flag reaches. `colleagues` may be empty: nobody is allocated now.
    `also`: who else would be told of it as things stand."""

    link_id: str
    reference: str
    colleagues: tuple[Colleague, ...]
    also: tuple[AlsoTold, ...] = ()


@dataclass(frozen=True, slots=True)
class FlagForm:
    """What the page "Flag this case" starts from. `kinds`: those that can be chosen, in order.
    `review`: when it would be looked at again, no later than in `most` days. `draft`: what was half
    written before."""

    form_id: str
    case_id: str
    reference: str
    initials: str
    recipients: tuple[ToldSide, ...]
    kinds: tuple[OfferedKind, ...]
    review: date
    most: int
    draft: Draft | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A linked case whose worker was not told, and why."""

    reference: str | None
    because: str


@dataclass(frozen=True, slots=True)
class FlagSaid:
    """What a flag says, to the workers of its own case and to those whom it reached alike."""

    kind: KindSaid
    urgency: Urgency
    threshold: Threshold
    need_to_know: str
    told: bool
    not_told_because: str | None


def flag_said(flag: Flag, held: Mapping[str, Any]) -> FlagSaid:
    """`held`: the flag out of its seal."""
    return FlagSaid(
        kind=WITHDRAWN if held.get("withdrawn") else flag_kinds.said(held),
        urgency=Urgency(flag.urgency),
        threshold=Threshold(held["threshold"]),
        need_to_know=held["need_to_know"],
        told=held["told"],
        not_told_because=held["not_told_because"],
    )


@dataclass(frozen=True, slots=True)
class FlagSheet:
    """A flag as the workers of the flagged case see it."""

    flag_id: str
    case_id: str
    reference: str
    initials: str
    said: FlagSaid
    at: datetime
    by: str
    acks: tuple[AckLine, ...]
    left_out: tuple[LeftOut, ...]
    now: FlagNow
    """How it stands, and what changed since it was sent."""
    nobody_left: bool = False
    """Over a link nobody has seen it in time, and there is nobody else to tell."""


@dataclass(frozen=True, slots=True)
class FlagLine:
    """A flag on its case's page."""

    flag_id: str
    kind: KindSaid
    urgency: Urgency
    at: datetime
    by: str
    acks: tuple[AckLine, ...]
    standing: Standing

    @property
    def over(self) -> bool:
        """It lapsed, was closed or withdrawn: nobody is asked about it any more."""
        return self.standing is not Standing.OPEN


async def flag_form(house: House, who: Who, case_id: str, *, purpose: Purpose) -> FlagForm:
    """Who would be told now, and a form id: sent twice, it makes one flag. What was half written is
    there, under the id of its form."""
    async with unit(house, who, Action.FLAG_CASE, case_id, purpose=purpose, reason=page("")) as u:
        own = await own_case(u, u.held.id)
        sides = (await crossings(u, (own,), purpose=purpose))[own.id]
        for side in sides:
            other = side.other_case_id
            await u.across(Action.SEE_LINK, other, purpose=purpose, detail=side.link_id)
        also = await also_told(u, sides, who.worker_id)
        times, draft = house.settings.reviews, await flag_drafts.of_case(u)
        return FlagForm(
            form_id=draft.form_id if draft else new_id(),
            case_id=own.id,
            reference=own.reference,
            initials=own.initials,
            recipients=tuple(
                ToldSide(
                    side.link_id,
                    side.other_reference,
                    tuple(one for one in side.colleagues if one.id != who.worker_id),
                    also[side.link_id],
                )
                for side in sides
            ),
            kinds=tuple(one for one in await flag_kinds.all_kinds(u) if one.offered),
            review=times.first(Kind.FLAG, u.now.date()),
            most=times.flags.most,
            draft=draft,
        )


async def flag_case(
    house: House,
    who: Who,
    case_id: str,
    form_id: object,
    raw: Mapping[str, object],
    *,
    purpose: Purpose,
) -> FlagSheet:
    """Flag a case: tells everybody allocated now to a linked case, but those left out.

    The same form sent again changes nothing and shows the flag that it made.

    Raises:
        Problems: faults of the form, each with its field; `screened` says what was found, and a
            `screened_reason` sends it all the same.
        TooMany: "flags_paced": far more than a person sends; it says whom to phone.
        Invalid: "something_wrong" for a form id that is not one of ours.
    """
    async with unit(house, who, Action.FLAG_CASE, case_id, purpose=purpose) as u:
        if not well_formed(form_id):
            raise Invalid("something_wrong")
        own = await own_case(u, u.held.id)
        form_hash = flag_drafts.form_hash(u, form_id)
        made = await alerts_store.flag_of_form(u.session, form_hash)
        if made is None:
            made = await _send(u, own, form_hash, raw)
        await flag_drafts.forget(u)
        return await _sheet(u, own, made)


async def _send(u: Unit, own: OwnCase, form_hash: str, raw: Mapping[str, object]) -> Flag:
    """Write the flag, its alerts and what delivers them."""
    sides = (await crossings(u, (own,), purpose=Purpose.COORDINATE))[own.id]
    kinds = {kind.code: kind for kind in await flag_kinds.all_kinds(u)}
    sent = _parse(raw, u, sides, kinds)
    await check_pace(u)
    reached = [side for side in sides if side.link_id not in sent.left_out]
    told = whom(await sides_of(u, reached), sent.urgency, u.who.worker_id)
    assert u.who.worker_id is not None  # the table lets workers alone flag
    flag = Flag(
        case_id=own.id,
        worker_id=u.who.worker_id,
        form_hash=form_hash,
        urgency=sent.urgency.value,
        sealed=b"",
        at=u.now,
    )
    flag.sealed = own.vault.seal("flag", flag.id, _to_seal(sent, kinds[sent.kind], sides))
    if not await alerts_store.add_flag_once(u.session, flag):
        other = await alerts_store.flag_of_form(u.session, form_hash)
        assert other is not None  # the second of two taps at once
        return other
    due = sent.review or u.house.settings.reviews.first(Kind.FLAG, u.now.date())
    reviews_store.begin(u.session, Kind.FLAG, flag.id, due)
    await tell(u, own.vault, flag, told)
    u.session.add(Escalation(flag_id=flag.id, again_at=u.now))
    for side in reached:
        told_case, coordinate = side.other_case_id, Purpose.COORDINATE
        await u.across(Action.FLAG_CASE, told_case, purpose=coordinate, detail=flag.id)
    return flag


async def check_pace(u: Unit) -> None:
    """Counted in the rows themselves: nothing but the database can keep an alarm from going out."""
    assert u.who.worker_id is not None  # the table lets workers alone flag
    back = await flag_store.sent_before(u.session, u.who.worker_id, u.now, rules.MOST_IN_AN_HOUR)
    rules.check_pace(back, u.now)


async def tell_newcomers(u: Unit, own: OwnCase, flag: Flag, reached: Sequence[Crossing]) -> None:
    """An alert for whoever the rule names by now and was not told over one of these links."""
    told = whom(await sides_of(u, reached), Urgency(flag.urgency), flag.worker_id)
    await tell(u, own.vault, flag, told)


def _parse(
    raw: Mapping[str, object],
    u: Unit,
    sides: tuple[Crossing, ...],
    kinds: Mapping[str, OfferedKind],
) -> rules.Flag:
    # Every linked case may be left out, also one that has no worker now.
    may_leave = [rules.Recipient(side.link_id, side.other_case_id, "") for side in sides]
    return rules.parse_flag(
        raw, u.now.date(), may_leave, kinds.keys(), u.house.settings.reviews.flags.most
    )


def _to_seal(sent: rules.Flag, kind: OfferedKind, sides: tuple[Crossing, ...]) -> dict[str, object]:
    return {
        **flag_kinds.to_seal(kind),
        "need_to_know": sent.need_to_know,
        "threshold": sent.threshold.value,
        "told": sent.told,
        "not_told_because": sent.not_told_because,
        "screened_reason": sent.screened_reason,
        "left_out": dict(sent.left_out),
        "links": [side.link_id for side in sides],
    }


async def flag_sheet(house: House, who: Who, flag_id: str, *, purpose: Purpose) -> FlagSheet:
    """A flag and what those who were told have said. Only for workers of the flagged case now."""
    case_id, reason = await case_of(house, flag_id), named(flag_id)
    async with unit(house, who, Action.SEE_FLAG, case_id, purpose=purpose, reason=reason) as u:
        flag = await u.session.get(Flag, flag_id)
        if flag is None:
            raise NotFound("not_found")
        return await _sheet(u, await own_case(u, u.held.id), flag)


async def _sheet(u: Unit, own: OwnCase, flag: Flag) -> FlagSheet:
    now = (await now_of(u, (flag,), own=True))[flag.id]
    sides = {
        side.link_id: side
        for side in (await crossings(u, (own,), purpose=Purpose.COORDINATE))[own.id]
    }
    acks = await acks_of(u, own.vault, (flag,), sides)
    by = await cases_store.workers_with_team(u.session, (flag.worker_id,))
    return FlagSheet(
        flag_id=flag.id,
        case_id=own.id,
        reference=own.reference,
        initials=own.initials,
        said=flag_said(flag, now.held),
        at=flag.at,
        by=by[flag.worker_id][0].name,
        acks=acks[flag.id],
        left_out=tuple(
            LeftOut(sides[link_id].other_reference if link_id in sides else None, because)
            for link_id, because in now.held["left_out"].items()
        ),
        now=now,
        nobody_left=now.standing is Standing.OPEN
        and await escalating.nobody_left(u, own, flag, sides.values()),
    )


async def flag_lines(
    u: Unit, own: OwnCase, sides: tuple[Crossing, ...], most: int
) -> tuple[FlagLine, ...]:
    """The newest flags of a case, for its page; `sides`: its `crossings`, read in this unit."""
    rows = await alerts_store.flags_of_case(u.session, own.id, most)
    acks = await acks_of(u, own.vault, rows, {side.link_id: side for side in sides})
    now = await now_of(u, rows, own=True)
    people = await cases_store.workers_with_team(u.session, [row.worker_id for row in rows])
    return tuple(
        FlagLine(
            flag_id=row.id,
            kind=now[row.id].kind,
            urgency=Urgency(row.urgency),
            at=row.at,
            by=people[row.worker_id][0].name,
            acks=acks[row.id],
            standing=now[row.id].standing,
        )
        for row in rows
    )
