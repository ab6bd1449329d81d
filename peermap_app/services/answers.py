"""What young people said last: answers two and three hold for every version of a map (rule 4)."""

from __future__ import annotations

from collections.abc import Iterable

from peermap_app.domain.consent import SettledAnswers, settled_from_wire
from peermap_app.services.unit import Unit
from peermap_app.storage import maps as maps_store


async def newest_answers(u: Unit, case_id: str) -> SettledAnswers | None:
    """The answers given with the newest kept map of a case; None when none was kept.

    Declining to keep a new drawing changes nothing earlier, so it does not count here (rule 4).
    """
    return (await newest_answers_of(u, (case_id,))).get(case_id)


async def newest_answers_of(u: Unit, case_ids: Iterable[str]) -> dict[str, SettledAnswers]:
    """The newest answers of several cases, read now; cases without a kept map are left out."""
    said = await maps_store.newest_said(u.session, tuple(set(case_ids)))
    answers: dict[str, SettledAnswers] = {}
    for case_id, record in said.items():
        vault = await u.vault(case_id)
        held = vault.open("consent_record", record.id, record.sealed)
        answers[case_id] = settled_from_wire(held["answers"])
    return answers
