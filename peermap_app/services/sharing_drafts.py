"""A sharing record that is half written: one for a worker, a case and a form, and for each ask

where it accepts (`drafts` has what all forms share; `sharing_writing` keeps them).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from peermap_app.domain.drafts import DRAFT_LASTS, Kept
from peermap_app.domain.sharing_drafts import MOST_DRAFTS, SHARING, Written
from peermap_app.services import drafts
from peermap_app.services.drafts import Draft
from peermap_app.services.unit import Unit
from peermap_app.storage import draft_tables as store
from peermap_app.storage.draft_tables import SharingDraft

SEAL = "sharing_draft"


@dataclass(frozen=True, slots=True)
class HalfWritten:
    """One line of a case's page. `about`: the ask that it would accept, else ""."""

    on: Written
    about: str
    at: datetime


@dataclass(frozen=True)
class SharingShelf:
    """`drafts.Shelf` of one form; `about`: the link that it accepts, "" where it asks."""

    on: Written
    about: str = ""

    seal = SEAL
    form = SHARING

    @property
    def also(self) -> Mapping[str, str]:
        """Which form it is of."""
        return {"on": self.on.value, "about": self.about}

    async def held(self, u: Unit) -> SharingDraft | None:
        """The row, however old."""
        return await store.found(u.session, self._found_by(u))

    async def take_off(self, u: Unit) -> None:
        """Take the row away."""
        await store.take_off(u.session, self._found_by(u))

    def made(self, u: Unit) -> SharingDraft:
        """A new row, without its words."""
        by = self._found_by(u)
        return SharingDraft(case_id=u.held.id, worker_id=_me(u), found_by=by, at=u.now, sealed=b"")

    def _found_by(self, u: Unit) -> str:
        return u.keys.lookup("sharing_draft", f"{_me(u)}|{u.held.id}|{self.on}|{self.about}")


def _me(u: Unit) -> str:
    assert u.who.worker_id is not None  # the table lets workers alone share
    return u.who.worker_id


async def of(u: Unit, on: Written, about: str = "") -> Draft | None:
    """What the asker has half written there; None too once it is too old, or was sent."""
    return await drafts.of(u, SharingShelf(on, about))


async def keep(
    u: Unit, on: Written, about: str, form_id: object, raw: Mapping[str, object]
) -> Kept:
    """As `drafts.keep`; beyond `MOST_DRAFTS` what was written on longest ago goes."""
    kept = await drafts.keep(u, SharingShelf(on, about), form_id, raw)
    await u.session.flush()
    await store.keep_newest(u.session, u.held.id, _me(u), MOST_DRAFTS)
    return kept


async def sent(u: Unit, on: Written, about: str, raw: Mapping[str, object]) -> None:
    """The form was sent; `raw`: as it was, with its id."""
    await drafts.sent(u, SharingShelf(on, about), raw.get("form_id"))


async def lines(u: Unit) -> tuple[HalfWritten, ...]:
    """What the asker has half written on the unit's case, newest first."""
    found = []
    for row in await store.of_worker(u.session, u.held.id, _me(u), u.now - DRAFT_LASTS):
        held = u.held.vault.open(SEAL, row.id, row.sealed)
        if not held.get("sent"):
            found.append(HalfWritten(Written(held["on"]), held["about"], row.at))
    return tuple(found)
