"""What young people said last: answers two and three hold for every version of a map (rule 4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from peermap_app.domain.consent import SettledAnswers, Statement, settled_from_wire
from peermap_app.domain.withdrawal import Placed, change_from_wire, standing
from peermap_app.services.unit import Unit
from peermap_app.storage import maps as maps_store


async def newest_answers(u: Unit, case_id: str) -> SettledAnswers | None:
    """What a young person says now: with the newest map, and by every change of mind since.

    None when nothing was ever kept. Declining to keep a new drawing changes nothing earlier, so it
    does not count here (rule 4).
    """
    return (await newest_answers_of(u, (case_id,))).get(case_id)


async def newest_answers_of(u: Unit, case_ids: Iterable[str]) -> dict[str, SettledAnswers]:
    """The newest answers of several cases, read now; cases without a kept map are left out."""
    cases = tuple(set(case_ids))
    if not cases:
        return {}
    said = await maps_store.newest_said(u.session, cases)
    if not said:
        return {}
    with_picture = await maps_store.with_a_picture(u.session, tuple(said))
    changes: dict[str, list[Placed]] = {case_id: [] for case_id in said}
    for row in await maps_store.changes(u.session, tuple(said)):
        held = (await u.vault(row.case_id)).open("withdrawal", row.id, row.sealed)
        placed = Placed(row.after_version, row.number, change_from_wire(held))
        changes[row.case_id].append(placed)
    answers: dict[str, SettledAnswers] = {}
    for case_id, (version, record) in said.items():
        vault = await u.vault(case_id)
        held = vault.open("consent_record", record.id, record.sealed)
        answers[case_id] = standing(
            version,
            settled_from_wire(held["answers"]),
            changes[case_id],
            picture_stands=case_id in with_picture,
        )
    return answers


async def talk_answered_at(u: Unit, case_id: str) -> datetime | None:
    """When the newest third answer was given: with the newest map, or by a change of mind since."""
    said = (await maps_store.newest_said(u.session, (case_id,))).get(case_id)
    if said is None:
        return None
    version, record = said
    at: datetime = record.at
    vault = await u.vault(case_id)
    for row in await maps_store.changes(u.session, (case_id,)):
        change = change_from_wire(vault.open("withdrawal", row.id, row.sealed))
        if row.after_version >= version and change.statement is Statement.TALK:
            at = row.at
    return at
