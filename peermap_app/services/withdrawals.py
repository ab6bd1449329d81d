"""Changing one's mind after keeping (rule 4): written down, and what follows at once.

Two ways in: the young person in My map (`change_mind`), and a worker who writes down what was said
aloud (`note_said_aloud`), which is never a Yes. Both run in one unit: the record of the change, the
picture that goes, the links and steps that end, and the hints to every page that showed them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.consent import (
    Answer,
    SettledAnswers,
    Statement,
    may_plan,
    may_rest_on_agreement,
)
from peermap_app.domain.errors import NotFound
from peermap_app.domain.plans import StepKind
from peermap_app.domain.withdrawal import (
    Change,
    Fate,
    change_from_wire,
    check_possible,
    fate,
    parse_said_aloud,
)
from peermap_app.services import finding_over
from peermap_app.services.agreed import agreement_stands
from peermap_app.services.answers import newest_answers
from peermap_app.services.hearing import tell_concerned
from peermap_app.services.link_ends import own_case
from peermap_app.services.link_lines import end_what_rests_on_agreement
from peermap_app.services.sharing_ends import answered_anew
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import drawings as stored_drawings
from peermap_app.storage import maps as maps_store
from peermap_app.storage.my_map_tables import Withdrawal
from peermap_app.storage.sealing import Vault
from peermap_app.storage.tables import KeptMap, new_id


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change of mind. `by`: the worker who wrote it down, "" when it was made in My map.

    `version`: the picture that the first answer was about. `fate`: what became of it.
    """

    change: Change
    at: datetime
    by: str
    version: int | None
    fate: Fate | None


async def note_said_aloud(
    house: House, who: Who, case_id: str, version: object, raw: Mapping[str, object]
) -> Change:
    """A worker writes down what a young person said aloud, with its day. Never a Yes.

    Raises `Problems` as `parse_said_aloud`; NotFound for a version that is not there.
    """
    async with unit(house, who, Action.NOTE_WITHDRAWAL, case_id) as u:
        row = await standing_map(u, version)
        newest = (await maps_store.not_withdrawn(u.session, u.held.id))[0][1]
        answered = [newest.at, *[one.at for one in await _changes(u)]]
        change = parse_said_aloud(raw, u.now.date(), max(answered).date())
        await write_change(u, change, row)
    return change


async def change_mind(
    house: House, who: Who, case_id: str, change: Change, *, version: object = None
) -> None:
    """The young person answers anew in My map. `version`: the picture, for the first answer.

    Saying again what stands already changes nothing.
    """
    statement, answer = change.statement, change.answer
    async with unit(house, who, Action.CHANGE_MIND, case_id) as u:
        row = await standing_map(u, version) if statement is Statement.KEEP else None
        now = await newest_answers(u, u.held.id)
        check_possible(change, now)
        if row is not None or now is None or _said(now, statement) is not answer:
            await write_change(u, change, row)


def _said(now: SettledAnswers, statement: Statement) -> Answer | None:
    return now.plan if statement is Statement.PLAN else now.talk


async def standing_map(u: Unit, version: object) -> KeptMap:
    """The kept map of this version, if it stands. Raises NotFound."""
    rows = await maps_store.not_withdrawn(u.session, u.held.id)
    found = next((row for row, _ in rows if str(row.version) == str(version)), None)
    if found is None:
        raise NotFound("not_found")
    return found


async def write_change(u: Unit, change: Change, kept: KeptMap | None) -> None:
    """Write a change of mind and do what follows from it, in the caller's transaction.

    `kept`: the picture, when the first answer is withdrawn; else it is not looked at.
    """
    case = u.held
    stood = await agreement_stands(u, case.id)
    rows = await maps_store.ever_kept(u.session, case.id)
    before = await _changes(u)
    row_id = new_id()
    about = kept.id if kept is not None and change.statement is Statement.KEEP else None
    u.session.add(
        Withdrawal(
            id=row_id,
            case_id=case.id,
            number=1 + max((row.number for row in before), default=0),
            after_version=rows[0][0].version if rows else 0,
            kept_map_id=about,
            worker_id=u.who.worker_id,
            sealed=case.vault.seal("withdrawal", row_id, change.to_wire()),
            at=u.now,
        )
    )
    if about is not None and kept is not None:
        await _take_away(u, kept)
    await u.session.flush()
    await follow(u, case.id, stood=stood)
    for kind in ("case", "alert"):
        await tell_concerned(u, case.id, {"kind": kind})


async def _take_away(u: Unit, kept: KeptMap) -> None:
    """Destroy a picture, or lock the copy that a recorded decision rests on."""
    steps = [
        u.held.vault.open("next_step", step.id, step.sealed)
        for step in await maps_store.steps_of_case(u.session, u.held.id)
        if step.kept_map_id == kept.id
    ]
    rests = any(step["kind"] == StepKind.STEP for step in steps)
    if fate(decision_rests_on_it=rests) is Fate.LOCKED:
        kept.locked_at = u.now
    else:
        kept.destroyed_at, kept.sealed = u.now, None
    u.session.add(kept)
    for drawing_id in await stored_drawings.started_from(u.session, kept.id):
        # "Your map before" may be open beside a board, and a worker's page says its day.
        u.hint(f"drawing:{drawing_id}", {"kind": "phase"})


async def follow(u: Unit, case_id: str, *, stood: bool) -> None:
    """End what rests on an answer that is not Yes now: links and asks, and what was to happen next.

    Called after every answer that was written; a later Yes brings nothing of it back.
    `stood`: whether agreement stood before that (`agreed.agreement_stands`).
    """
    now = await newest_answers(u, case_id)
    if not may_rest_on_agreement(now):
        await end_what_rests_on_agreement(u, await own_case(u, case_id))
        await finding_over.end_all(u, case_id)
    stands = await agreement_stands(u, case_id)
    await answered_anew(u, case_id, await u.vault(case_id), stood=stood, stands=stands)
    if not may_plan(now):
        for step in await maps_store.steps_of_case(u.session, case_id):
            if step.ended_at is None:
                step.ended_at = u.now
                u.session.add(step)


async def _changes(u: Unit) -> tuple[Withdrawal, ...]:
    return tuple(await maps_store.changes(u.session, (u.held.id,)))


async def change_lines(u: Unit, vault: Vault) -> tuple[ChangeLine, ...]:
    """Every change of mind of the case, newest first."""
    rows = await _changes(u)
    people = await cases_store.workers_with_team(
        u.session, [row.worker_id for row in rows if row.worker_id]
    )
    kept = {row.id: row for row, _ in await maps_store.ever_kept(u.session, u.held.id)}
    lines = []
    for row in reversed(rows):
        about = kept.get(row.kept_map_id or "")
        gone = about is not None and about.destroyed_at is not None
        lines.append(
            ChangeLine(
                change=change_from_wire(vault.open("withdrawal", row.id, row.sealed)),
                at=row.at,
                by=people[row.worker_id][0].name if row.worker_id else "",
                version=about.version if about is not None else None,
                fate=None if about is None else Fate.DESTROYED if gone else Fate.LOCKED,
            )
        )
    return tuple(lines)


def said_when(line: ChangeLine) -> date:
    """The day on which it was said: aloud, or in My map."""
    return line.change.said_on or line.at.date()
