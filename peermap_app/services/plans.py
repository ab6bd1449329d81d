"""What happens next after a kept map (rule 9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.consent import may_plan
from peermap_app.domain.errors import Conflict
from peermap_app.domain.plans import StepKind, parse_next_step
from peermap_app.domain.purpose import Purpose
from peermap_app.services.answers import newest_answers
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import maps as maps_store
from peermap_app.storage.sealing import Vault
from peermap_app.storage.tables import NextStep, new_id


@dataclass(frozen=True, slots=True)
class StepSheet:
    """What was said to happen next. kind "step": `text`, `review`; "none": `because`.

    `for_version` is the kept map that it answers.
    """

    kind: str
    text: str
    because: str
    review: date | None
    said_at: datetime
    said_by: str
    for_version: int


async def say_next_step(
    house: House, who: Who, case_id: str, raw: Mapping[str, object], *, purpose: Purpose
) -> None:
    """Say what happens next: a protective step, or "no step needed, because".

    Raises:
        Problems: faults of the form, each with its field.
        Conflict: "nothing_kept"; "plan_not_yes" when the newest second answer is not Yes.
    """
    async with unit(house, who, Action.PLAN_STEP, case_id, purpose=purpose) as u:
        maps = await maps_store.kept_maps(u.session, u.held.id, u.now.date())
        if not maps:
            raise Conflict("nothing_kept")
        if not may_plan(await newest_answers(u, u.held.id)):
            raise Conflict("plan_not_yes")
        step = parse_next_step(raw, u.now.date())
        row_id, kept = new_id(), maps[0][0]
        said = {
            "kind": step.kind.value,
            "text": step.text,
            "because": step.because,
            "screened_reason": step.screened_reason,
            "version": kept.version,
        }
        assert who.worker_id is not None  # the table lets workers alone plan
        u.session.add(
            NextStep(
                id=row_id,
                case_id=u.held.id,
                kept_map_id=kept.id,
                worker_id=who.worker_id,
                sealed=u.held.vault.seal("next_step", row_id, said),
                review=step.review,
                at=u.now,
            )
        )


async def steps_ended(u: Unit, case_id: str, vault: Vault) -> int:
    """How many steps ended together when agreement to planning was last taken back."""
    rows = [row for row in await maps_store.steps_of_case(u.session, case_id) if row.ended_at]
    last = max((row.ended_at for row in rows if row.ended_at), default=None)
    said = [vault.open("next_step", row.id, row.sealed) for row in rows if row.ended_at == last]
    return sum(1 for each in said if each["kind"] == StepKind.STEP)


async def newest_step(u: Unit, case_id: str, vault: Vault) -> StepSheet | None:
    """What was last said to happen next on a case."""
    row = await maps_store.newest_step(u.session, case_id)
    return None if row is None else await opened(u, vault, row)


async def opened(u: Unit, vault: Vault, row: NextStep) -> StepSheet:
    """One thing that was said to happen next, out of its seal."""
    said = vault.open("next_step", row.id, row.sealed)
    people = await cases_store.workers_with_team(u.session, (row.worker_id,))
    return StepSheet(
        kind=said["kind"],
        text=said["text"],
        because=said["because"],
        review=row.review,
        said_at=row.at,
        said_by=people[row.worker_id][0].name,
        for_version=said["version"],
    )
