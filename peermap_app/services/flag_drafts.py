"""A flag that is half written is kept for the worker who writes it, sealed under its case.

One for a worker and a case. It goes when the flag is sent or thrown away, and after some days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Invalid
from peermap_app.domain.flag_drafts import DRAFT_LASTS, Kept, parse_draft, says_something
from peermap_app.domain.purpose import Purpose
from peermap_app.services.admission import well_formed
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import flag_tables as store
from peermap_app.storage.flag_tables import FlagDraft


@dataclass(frozen=True, slots=True)
class Draft:
    """What was half written. `form_id`: of the form on which it was; sent twice, it is one flag."""

    form_id: str
    fields: Mapping[str, str]
    at: datetime


def form_hash(u: Unit, form_id: object) -> str:
    """How the flag of one form is found: by its worker, its case and the form's id."""
    return u.keys.lookup("flag_form", f"{u.who.worker_id}|{u.held.id}|{form_id}")


async def keep(
    house: House,
    who: Who,
    case_id: str,
    form_id: object,
    raw: Mapping[str, object],
    *,
    purpose: Purpose,
) -> Kept:
    """Keep what is half written; a form on which nobody wrote yet is nothing to keep.

    Raises:
        Invalid: "something_wrong" for a form id that is not one of ours; as `parse_draft`.
    """
    async with unit(house, who, Action.WRITE_FLAG, case_id, purpose=purpose) as u:
        if not isinstance(form_id, str) or not well_formed(form_id):
            raise Invalid("something_wrong")
        draft = parse_draft(raw)
        if await alerts_store.flag_of_form(u.session, form_hash(u, form_id)) is not None:
            return Kept.SENT
        before = await of_case(u)
        if before is not None and before.form_id != form_id:
            return Kept.ELSEWHERE
        await forget(u)
        if says_something(draft):
            _write(u, form_id, draft)
        return Kept.KEPT


def _write(u: Unit, form_id: str, draft: Mapping[str, str]) -> None:
    assert u.who.worker_id is not None  # the table lets workers alone flag
    row = FlagDraft(case_id=u.held.id, worker_id=u.who.worker_id, at=u.now, sealed=b"")
    held = {"form_id": form_id, "draft": dict(draft)}
    row.sealed = u.held.vault.seal("flag_draft", row.id, held)
    u.session.add(row)


async def of_case(u: Unit) -> Draft | None:
    """What the asker has half written on the unit's case; None too once it is too old."""
    assert u.who.worker_id is not None  # the table lets workers alone flag
    row = await store.draft_of(u.session, u.held.id, u.who.worker_id)
    if row is None or row.at <= u.now - DRAFT_LASTS:
        return None
    held = u.held.vault.open("flag_draft", row.id, row.sealed)
    return Draft(held["form_id"], held["draft"], row.at)


async def forget(u: Unit) -> None:
    """Nothing is half written any more."""
    assert u.who.worker_id is not None  # the table lets workers alone flag
    await store.forget_draft(u.session, u.held.id, u.who.worker_id)


async def throw_away(house: House, who: Who, case_id: str, *, purpose: Purpose) -> None:
    """Throw away what is half written; nothing there is no error."""
    async with unit(house, who, Action.WRITE_FLAG, case_id, purpose=purpose) as u:
        await forget(u)
