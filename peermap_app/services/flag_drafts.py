"""A flag that is half written: one for a worker and a case (`drafts` has what all forms share)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.drafts import Kept
from peermap_app.domain.flag_drafts import FLAG
from peermap_app.domain.purpose import Purpose
from peermap_app.services import drafts
from peermap_app.services.drafts import Draft
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import flag_tables as store
from peermap_app.storage.flag_tables import FlagDraft


class _Shelf:
    """`drafts.Shelf` of flags."""

    seal = "flag_draft"
    form = FLAG
    also: Mapping[str, str] = MappingProxyType({})

    async def held(self, u: Unit) -> FlagDraft | None:
        return await store.draft_of(u.session, u.held.id, _me(u))

    async def take_off(self, u: Unit) -> None:
        await store.forget_draft(u.session, u.held.id, _me(u))

    def made(self, u: Unit) -> FlagDraft:
        return FlagDraft(case_id=u.held.id, worker_id=_me(u), at=u.now, sealed=b"")


_SHELF = _Shelf()


def _me(u: Unit) -> str:
    assert u.who.worker_id is not None  # the table lets workers alone flag
    return u.who.worker_id


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
    """Keep what is half written; SENT once the form's flag was sent. Raises as `drafts.keep`."""
    async with unit(house, who, Action.WRITE_FLAG, case_id, purpose=purpose) as u:
        if await alerts_store.flag_of_form(u.session, form_hash(u, form_id)) is not None:
            return Kept.SENT
        return await drafts.keep(u, _SHELF, form_id, raw)


async def of_case(u: Unit) -> Draft | None:
    """What the asker has half written on the unit's case; None too once it is too old."""
    return await drafts.of(u, _SHELF)


async def forget(u: Unit) -> None:
    """Nothing is half written any more."""
    await _SHELF.take_off(u)


async def throw_away(house: House, who: Who, case_id: str, *, purpose: Purpose) -> None:
    """Throw away what is half written; nothing there is no error."""
    async with unit(house, who, Action.WRITE_FLAG, case_id, purpose=purpose) as u:
        await forget(u)
