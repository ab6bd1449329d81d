"""Correct, add to, close or withdraw a flag that was sent, by any worker of its case.

The change, what becomes of its alerts and what delivers it are written in one transaction. Whoever
was told and lost access since is told nothing; what they may read is worked out at every read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Invalid, NotFound
from peermap_app.domain.flag_changes import (
    AGAIN,
    Change,
    What,
    check_change,
    may_change,
    parse_change,
    parse_what,
)
from peermap_app.domain.purpose import Purpose
from peermap_app.services import flags
from peermap_app.services.admission import named, page, well_formed
from peermap_app.services.flag_versions import FlagNow, case_of, now_of
from peermap_app.services.hearing import tell_workers
from peermap_app.services.link_ends import OwnCase, crossings, own_case
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import deliveries as deliveries_store
from peermap_app.storage import escalation_tables as escalations
from peermap_app.storage import flag_tables as store
from peermap_app.storage import reviews as reviews_store
from peermap_app.storage.flag_tables import FlagVersion
from peermap_app.storage.tables import Alert, Flag, Outbox

_MOST_KNOWN = 6
"""Digits of a count that a form may bring."""


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """What the page of one change starts from. `number`: how many changes the flag has by now."""

    flag_id: str
    case_id: str
    reference: str
    what: What
    says: str
    number: int


async def change_form(
    house: House, who: Who, flag_id: str, what: object, *, purpose: Purpose
) -> ChangeForm:
    """The form of one change. NotFound for another's flag, and for what is no change of it now."""
    case_id, reason = await case_of(house, flag_id), page(flag_id)
    async with unit(house, who, Action.CHANGE_FLAG, case_id, purpose=purpose, reason=reason) as u:
        flag, now = await _held(u, flag_id)
        wanted = parse_what(what)
        if wanted is None or wanted not in may_change(now.standing):
            raise NotFound("not_found")
        own = await own_case(u, u.held.id)
        says = now.held["need_to_know"]
        return ChangeForm(flag.id, own.id, own.reference, wanted, says, now.number)


async def change_flag(
    house: House,
    who: Who,
    flag_id: str,
    form_id: object,
    raw: Mapping[str, object],
    *,
    purpose: Purpose,
) -> None:
    """Do one thing with a flag: `raw` has what, known (how many changes the writer saw), and the
    fields of `parse_change`. The same form sent again changes nothing.

    Raises:
        NotFound: as `change_form`.
        Problems: faults of the form.
        Conflict: "flag_over", "flag_changed"; TooMany: "flag_full": see
            `domain.flag_changes.check_change`.
        TooMany: "flags_paced", as `flags.flag_case`.
        Invalid: "something_wrong" for a form id that is not one of ours.
    """
    case_id, reason = await case_of(house, flag_id), named(flag_id)
    async with unit(house, who, Action.CHANGE_FLAG, case_id, purpose=purpose, reason=reason) as u:
        if not well_formed(form_id):
            raise Invalid("something_wrong")
        # The unit holds the case: two workers of it change its flags one after the other.
        flag, now = await _held(u, flag_id)
        form_hash = u.keys.lookup("flag_change", f"{who.worker_id}|{flag.id}|{form_id}")
        rows = (await store.versions(u.session, (flag.id,)))[flag.id]
        if any(row.form_hash == form_hash for row in rows):
            return
        what = parse_what(raw.get("what"))
        if what is None:
            raise Invalid("choose_one", field="what")
        change = parse_change(raw, what)
        check_change(now.standing, what, known=_known(raw.get("known")), there=len(rows))
        if what in AGAIN:  # an end is never held up
            await flags.check_pace(u)
        await _write(u, flag, change, form_hash, len(rows) + 1)


def _known(raw: object) -> int:
    digits = isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) <= _MOST_KNOWN
    return int(str(raw)) if digits else -1


async def _held(u: Unit, flag_id: str) -> tuple[Flag, FlagNow]:
    flag = await u.session.get(Flag, flag_id)
    if flag is None or flag.case_id != u.held.id:
        raise NotFound("not_found")
    return flag, (await now_of(u, (flag,), own=True))[flag.id]


async def _write(u: Unit, flag: Flag, change: Change, form_hash: str, number: int) -> None:
    assert u.who.worker_id is not None  # the table lets workers alone change flags
    own = await own_case(u, u.held.id)
    alerts = (await alerts_store.alerts_of_flags(u.session, (flag.id,), hold=True))[flag.id]
    row = FlagVersion(
        flag_id=flag.id,
        case_id=own.id,
        worker_id=u.who.worker_id,
        number=number,
        form_hash=form_hash,
        at=u.now,
        sealed=b"",
    )
    held = {
        "what": change.what.value,
        "text": change.text,
        "why": change.why,
        "screened_reason": change.screened_reason,
        "told": len(alerts),
        "seen": sum(alert.seen_at is not None for alert in alerts),
    }
    row.sealed = own.vault.seal("flag_version", row.id, held)
    u.session.add(row)
    if change.what not in AGAIN:
        review = await reviews_store.held(u.session, flag.id)
        assert review is not None  # begun with the flag
        review.closed_at = review.closed_at or u.now
        u.session.add(review)
    sent = own.vault.open("flag", flag.id, flag.sealed)
    # Those that its worker saw and chose when it was sent, as whatever follows a flag.
    reaches = set(sent["links"]) - set(sent["left_out"])
    await _tell(u, own, flag, alerts, reaches, again=change.what in AGAIN)
    await tell_workers(u, own.id, {"kind": "case"})
    await tell_workers(u, own.id, {"kind": "flag", "id": flag.id})


async def _tell(
    u: Unit,
    own: OwnCase,
    flag: Flag,
    alerts: tuple[Alert, ...],
    reaches: Collection[str],
    *,
    again: bool,
) -> None:
    """Wake whoever was told over a link that holds; `again`: they have it to do once more, and so
    has whoever came to a linked case since."""
    found = (await crossings(u, (own,), purpose=Purpose.COORDINATE))[own.id]
    sides = [side for side in found if side.link_id in reaches]
    holds = {side.link_id for side in sides}
    woken = []
    for alert in alerts:
        over = own.vault.open("alert", alert.id, alert.sealed)["over"]
        if not any(way["link"] in holds for way in over):
            continue
        if again:
            alert.seen_at = alert.in_touch_at = None
            alert.created_at = u.now
            u.session.add(alert)
        woken.append(alert.id)
    if again:
        waits = await escalations.held(u.session, flag.id)
        if waits is not None:
            waits.again_at = u.now
            u.session.add(waits)
        await deliveries_store.forget(u.session, woken)
        await flags.tell_newcomers(u, own, flag, sides)
    for alert_id in woken:
        u.session.add(Outbox(alert_id=alert_id, created_at=u.now, due_at=u.now))
        u.outbox_written()
    for alert in alerts:  # an open page looks again, also where there is nothing more to deliver
        if alert.id in woken:
            u.hint(f"worker:{alert.worker_id}", {"kind": "alert"})
    for side in sides:
        told_case, coordinate = side.other_case_id, Purpose.COORDINATE
        await u.across(Action.FLAG_CASE, told_case, purpose=coordinate, detail=flag.id)
