"""A colleague whom the worker does not know: ask one's supervisor, see what came of it (rule 4).

Nothing is looked up here: a reference that a supervisor writes in waits in the form that asks for a
link, and goes the way of every other one (rule 8).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from peermap_app.bootstrap import House
from peermap_app.domain import finding as rules
from peermap_app.domain.access import Action, Denied, Relation
from peermap_app.domain.consent import may_rest_on_agreement
from peermap_app.domain.errors import Conflict, TooMany
from peermap_app.domain.finding import Standing
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.tray import Kind
from peermap_app.services import tray_wake
from peermap_app.services.agreed import other_say
from peermap_app.services.answers import newest_answers
from peermap_app.services.finding_over import end
from peermap_app.services.hearing import tell_workers
from peermap_app.services.link_ends import OwnCase, own_case
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import finding_tables as store
from peermap_app.storage.finding_tables import ColleagueAsk
from peermap_app.storage.sealing import Vault


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One task on its case's page. `reference`: what was written in, "" once whoever asked has left
    the case: it was told to them and their colleagues. `why`: why nobody was found.

    `by`: who asked; `answered_by`: the supervisor who answered, "" for nobody.
    """

    id: str
    standing: Standing
    helps: str
    by: str
    asked_at: datetime
    answered_by: str
    reference: str
    why: str


@dataclass(frozen=True, slots=True)
class FindingForm:
    """What the page "I don't know the colleague" starts from. `why_not`: a reason of
    `domain.finding.may_look`."""

    case_id: str
    initials: str
    why_not: str | None
    lines: tuple[FindingLine, ...]


async def finding_form(house: House, who: Who, case_id: str, *, purpose: Purpose) -> FindingForm:
    """Whether this case may ask now, and what it asked lately."""
    async with unit(house, who, Action.ASK_COLLEAGUE, case_id, purpose=purpose) as u:
        own = await own_case(u, u.held.id)
        said = await lines(u, own)
        waiting = sum(line.standing is Standing.WAITS for line in said)
        answer = await _may(u, own, waiting)
        why_not = answer.reason if isinstance(answer, Denied) else None
        return FindingForm(own.id, own.initials, why_not, said)


async def ask_to_find(
    house: House, who: Who, case_id: str, raw: Mapping[str, object], *, purpose: Purpose
) -> str:
    """Ask a supervisor of the case to ask other supervisors. Gives the ask's id.

    The same words while they wait are a second tap, and no second task.

    Raises:
        Problems: as `domain.finding.parse_helps`.
        Conflict: "no_answer", "talk_not_yes", "agreed_first".
        TooMany: "colleagues_full".
    """
    async with unit(house, who, Action.ASK_COLLEAGUE, case_id, purpose=purpose) as u:
        helps, reason = rules.parse_helps(raw)
        own = await own_case(u, u.held.id)  # held: whoever counts before they write
        waiting = [row for row in await store.of_case(u.session, own.id) if _waits(u, row)]
        for row in waiting:
            if row.asked_by == who.worker_id and opened(own.vault, row)["helps"] == helps:
                return row.id
        answer = await _may(u, own, len(waiting))
        if isinstance(answer, Denied):
            if answer.reason == "colleagues_full":
                raise TooMany(answer.reason, most=rules.MOST_OPEN)
            raise Conflict(answer.reason)
        await _asked_anew(u, own)
        assert who.worker_id is not None  # the table lets workers alone ask
        row = ColleagueAsk(case_id=own.id, asked_by=who.worker_id, asked_at=u.now, sealed=b"")
        seal(own.vault, row, {"helps": helps, "screened_reason": reason})
        u.session.add(row)
        await tell_workers(u, own.id, {"kind": "case"})
        tray_wake.wake(u, Kind.COLLEAGUE, row.id)
        return row.id


async def _asked_anew(u: Unit, own: OwnCase) -> None:
    """What came to nothing is told no more once somebody asks again."""
    for row in await store.of_case(u.session, own.id):
        if row.finding().standing(u.now, agreed=True) in (Standing.NOT_FOUND, Standing.LAPSED):
            end(own.vault, row, u.now)
            u.session.add(row)


async def told(u: Unit, case_ids: Sequence[str]) -> dict[str, Standing]:
    """By case what My cases says: that a colleague was found, else that one was not.

    A Yes that was withdrawn ended them in that moment, so that no answer is read here.
    """
    found: dict[str, Standing] = {}
    for row in await store.of_cases(u.session, case_ids):
        standing = row.finding().standing(u.now, agreed=True)
        tells = standing in (Standing.FOUND, Standing.NOT_FOUND, Standing.LAPSED)
        if tells and found.get(row.case_id) is not Standing.FOUND:
            found[row.case_id] = standing
    return found


async def _may(u: Unit, own: OwnCase, waiting: int) -> Any:
    missing = (await other_say(u, own.id)).missing
    return rules.may_look(await newest_answers(u, own.id), waiting, others_missing=missing)


def _waits(u: Unit, row: ColleagueAsk) -> bool:
    return row.finding().standing(u.now, agreed=True) is Standing.WAITS


def opened(vault: Vault, row: ColleagueAsk) -> dict[str, Any]:
    """What is sealed in one."""
    return dict(vault.open("colleague_ask", row.id, row.sealed))


def seal(vault: Vault, row: ColleagueAsk, body: Mapping[str, Any]) -> None:
    """Seal it anew."""
    row.sealed = vault.seal("colleague_ask", row.id, dict(body))


async def lines(u: Unit, own: OwnCase) -> tuple[FindingLine, ...]:
    """What of a case waits, was answered or lapsed lately, newest first; nothing without a Yes.

    Of no concern to who has the case for some hours: they ask for no link.
    """
    rows = await store.of_case(u.session, own.id)
    if not rows or u.held.relation is not Relation.ALLOCATED:
        return ()  # nearly always
    agreed = may_rest_on_agreement(await newest_answers(u, own.id))
    standing = {row.id: row.finding().standing(u.now, agreed=agreed) for row in rows}
    rows = [row for row in rows if standing[row.id] is not Standing.OVER]
    ids = {one for row in rows for one in (row.asked_by, row.answered_by) if one}
    people = await cases_store.workers_with_team(u.session, sorted(ids))
    names = {one: worker.name for one, (worker, _) in people.items()}
    allocated = await cases_store.allocated_workers(u.session, (own.id,), u.now.date())
    here = {worker.id for worker, _ in allocated[own.id]}
    found = [(row, _line(own, row, standing[row.id], names)) for row in rows]
    return tuple(
        line if row.asked_by in here else replace(line, reference="") for row, line in found
    )


def _line(
    own: OwnCase, row: ColleagueAsk, standing: Standing, names: Mapping[str, str]
) -> FindingLine:
    held = opened(own.vault, row)
    return FindingLine(
        id=row.id,
        standing=standing,
        helps=held["helps"],
        by=names[row.asked_by],
        asked_at=row.asked_at,
        answered_by=names.get(row.answered_by or "", ""),
        reference=held.get("reference") or "",
        why=held.get("why") or "",
    )


async def ready(u: Unit, own: OwnCase) -> str:
    """The reference that was written in last and not asked for yet; "" without one."""
    return next((line.reference for line in await lines(u, own) if line.reference), "")


async def used(u: Unit, own: OwnCase, reference: str) -> None:
    """A link was asked for with it: the task is done, whether or not anybody has the reference."""
    for row in await store.of_case(u.session, own.id):
        if opened(own.vault, row).get("reference") == reference:
            end(own.vault, row, u.now)
            u.session.add(row)
