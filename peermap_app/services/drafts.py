"""A form that is half written is kept for the worker who writes it, sealed under its case.

It goes when the form is sent or thrown away, and after some days. What is the same for each form:
where its drafts lie is a `Shelf`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from peermap_app.domain.drafts import (
    DRAFT_LASTS,
    DraftForm,
    Kept,
    parse_draft,
    says_something,
)
from peermap_app.domain.errors import Invalid
from peermap_app.services.admission import well_formed
from peermap_app.services.unit import Unit


@dataclass(frozen=True, slots=True)
class Draft:
    """What was half written. `form_id`: of the form on which it was; sent twice, it is one.

    `sent`: that form was sent; nothing of it is held but its id.
    """

    form_id: str
    fields: Mapping[str, str]
    at: datetime
    sent: bool = False


class Row(Protocol):
    """A row of drafts."""

    id: str
    at: datetime
    sealed: bytes


class Shelf(Protocol):
    """Where the draft of one worker on one form of one case lies: one row at most."""

    @property
    def seal(self) -> str:
        """What its seal calls it."""

    @property
    def form(self) -> DraftForm:
        """Which fields it has."""

    @property
    def also(self) -> Mapping[str, str]:
        """What is sealed beside it, to know by what is read where it belongs."""

    async def held(self, u: Unit) -> Row | None:
        """The row, however old."""

    async def take_off(self, u: Unit) -> None:
        """Take the row away."""

    def made(self, u: Unit) -> Row:
        """A new row, without its words."""


async def of(u: Unit, shelf: Shelf) -> Draft | None:
    """What is half written there; None too once it is too old, or was sent."""
    found = await _found(u, shelf)
    return None if found is None or found.sent else found


async def _found(u: Unit, shelf: Shelf) -> Draft | None:
    row = await shelf.held(u)
    return None if row is None else opened(u, shelf.seal, row)


def opened(u: Unit, seal: str, row: Row) -> Draft | None:
    """A row of the unit's case as it was written; None once it is too old."""
    if row.at <= u.now - DRAFT_LASTS:
        return None
    held = u.held.vault.open(seal, row.id, row.sealed)
    return Draft(held["form_id"], held.get("draft", {}), row.at, bool(held.get("sent")))


async def keep(u: Unit, shelf: Shelf, form_id: object, raw: Mapping[str, object]) -> Kept:
    """Keep what is half written; a form on which nobody wrote yet is nothing to keep.

    Raises Invalid "something_wrong" for a form id that is not one of ours; as `parse_draft`.
    """
    if not isinstance(form_id, str) or not well_formed(form_id):
        raise Invalid("something_wrong")
    draft = parse_draft(raw, shelf.form)
    before = await _found(u, shelf)
    if before is not None and before.sent and before.form_id == form_id:
        return Kept.SENT
    if before is not None and not before.sent and before.form_id != form_id:
        return Kept.ELSEWHERE
    await shelf.take_off(u)
    if says_something(draft, shelf.form):
        _put(u, shelf, {"form_id": form_id, "draft": draft})
    return Kept.KEPT


async def sent(u: Unit, shelf: Shelf, form_id: object) -> None:
    """The form was sent: nothing is half written, and a late writing of it brings nothing back."""
    await shelf.take_off(u)
    if isinstance(form_id, str) and well_formed(form_id):
        _put(u, shelf, {"form_id": form_id, "sent": True})


def _put(u: Unit, shelf: Shelf, held: dict[str, object]) -> None:
    row, held = shelf.made(u), {**shelf.also, **held}
    row.sealed = u.held.vault.seal(shelf.seal, row.id, held)
    u.session.add(row)
