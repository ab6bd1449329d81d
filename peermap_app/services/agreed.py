"""Who else agreed, where the young person may be under the age of PEERMAP_AGREES_ALONE_FROM.

A dated addition to the newest consent record, sealed like a later note. It never touches an answer:
keeping stands without it; asking for a link and accepting one wait for it (`links`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.agreed import Other, may_be_under, parse_other_agreement
from peermap_app.domain.consent import may_rest_on_agreement
from peermap_app.domain.errors import Conflict
from peermap_app.domain.purpose import Purpose
from peermap_app.services.answers import newest_answers
from peermap_app.services.link_ends import own_case
from peermap_app.services.sharing_ends import answered_anew
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import maps as maps_store
from peermap_app.storage.sealing import Vault
from peermap_app.storage.tables import CaseFile, ConsentAddition, ConsentRecord, new_id

KIND = "other_agreement"
"""What such an addition is called inside its seal; a later note of who was there has no kind."""


@dataclass(frozen=True, slots=True)
class OtherNote:
    """Who agreed, or why nobody was asked; `at` and `by`: when and by whom it was noted."""

    who: Other
    on: date | None
    because: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class OtherSay:
    """What stands about one consent record. `asked`: the young person may have been under `age`."""

    asked: bool
    age: int
    notes: tuple[OtherNote, ...] = ()

    @property
    def missing(self) -> bool:
        """Whether the one task is still to do."""
        return self.asked and not self.notes


async def other_say(u: Unit, case_id: str) -> OtherSay:
    """About the newest kept map of a case; not asked where none was kept."""
    record = await _newest(u, case_id)
    if record is None:
        return OtherSay(False, u.house.settings.agrees_alone_from)
    return await of_record(u, await u.vault(case_id), record)


async def agreement_stands(u: Unit, case_id: str) -> bool:
    """Whether a case may ask and accept by agreement now, so that rule 5 is no way for it: the
    newest third answer is Yes, and nobody else has yet to agree."""
    newest, missing = await newest_answers(u, case_id), (await other_say(u, case_id)).missing
    return may_rest_on_agreement(newest) and not missing


async def _newest(u: Unit, case_id: str) -> ConsentRecord | None:
    said = (await maps_store.newest_said(u.session, (case_id,))).get(case_id)
    return None if said is None else said[1]


async def of_record(u: Unit, vault: Vault, record: ConsentRecord) -> OtherSay:
    """About one consent record, by the day on which the map was kept."""
    case = await u.session.get(CaseFile, record.case_id)
    assert case is not None  # the record refers to it
    born = int(vault.open("case_file", case.id, case.sealed)["born"])
    age = u.house.settings.agrees_alone_from
    notes = await _notes(u, vault, await maps_store.additions(u.session, record.id))
    return OtherSay(may_be_under(born, record.at.date(), age), age, notes)


async def _notes(u: Unit, vault: Vault, rows: Sequence[ConsentAddition]) -> tuple[OtherNote, ...]:
    people = await cases_store.workers_with_team(u.session, [row.worker_id for row in rows])
    opened = [(row, vault.open("consent_addition", row.id, row.sealed)) for row in rows]
    return tuple(
        OtherNote(
            who=Other(said["who"]),
            on=date.fromisoformat(said["on"]) if said["on"] else None,
            because=said["because"],
            at=row.at,
            by=people[row.worker_id][0].name,
        )
        for row, said in opened
        if said.get("kind") == KIND
    )


@dataclass(frozen=True, slots=True)
class AgreedForm:
    """What the page of the task starts from."""

    case_id: str
    initials: str
    say: OtherSay


async def agreed_form(house: House, who: Who, case_id: str, *, purpose: Purpose) -> AgreedForm:
    """Whether anybody else must agree on this case, and whose it is."""
    async with unit(house, who, Action.SEE_MAP, case_id, purpose=purpose) as u:
        own = await own_case(u, u.held.id)
        return AgreedForm(own.id, own.initials, await other_say(u, own.id))


async def say_who_agreed(house: House, who: Who, case_id: str, raw: Mapping[str, object]) -> None:
    """Note who else agreed to the newest kept map, or why nobody was asked.

    Raises:
        Problems: faults of the form, each with its field.
        Conflict: "nothing_kept"; "not_now" when nobody else must agree.
    """
    async with unit(house, who, Action.NOTE_PRESENCE, case_id) as u:
        record = await _newest(u, u.held.id)
        if record is None:
            raise Conflict("nothing_kept")
        if not (await of_record(u, u.held.vault, record)).asked:
            raise Conflict("not_now")
        stood = await agreement_stands(u, u.held.id)
        agreed = parse_other_agreement(raw, u.now.date())
        row_id = new_id()
        said = {
            "kind": KIND,
            "who": agreed.who.value,
            "on": agreed.on.isoformat() if agreed.on else None,
            "because": agreed.because,
            "screened_reason": agreed.screened_reason,
        }
        assert who.worker_id is not None  # the table lets workers alone note this
        u.session.add(
            ConsentAddition(
                id=row_id,
                consent_id=record.id,
                case_id=u.held.id,
                worker_id=who.worker_id,
                sealed=u.held.vault.seal("consent_addition", row_id, said),
                at=u.now,
            )
        )
        await u.session.flush()
        stands = await agreement_stands(u, u.held.id)
        await answered_anew(u, u.held.id, u.held.vault, stood=stood, stands=stands)
