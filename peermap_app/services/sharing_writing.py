"""Keeping a sharing record that is half written, and throwing it away: its worker's own."""

from __future__ import annotations

from collections.abc import Mapping

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.drafts import Kept
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.sharing_drafts import ACCEPTS, Written
from peermap_app.services import sharing_drafts
from peermap_app.services.admission import named
from peermap_app.services.ask_standing import asked_case
from peermap_app.services.sharing_drafts import SharingShelf
from peermap_app.services.unit import Who, unit

Half = tuple[Written, str]
"""Of which form, and about what: the case that asks, or the link that is accepted."""


async def keep(
    house: House,
    who: Who,
    of: Half,
    form_id: object,
    raw: Mapping[str, object],
    *,
    purpose: Purpose,
) -> Kept:
    """Keep what is half written.

    Raises NotFound for a case that is not theirs and an ask that did not come to one; as
    `drafts.keep`.
    """
    case_id, link_id = await _where(house, who, of)
    asks, reason = Action.WRITE_SHARING, named(of[1])
    async with unit(house, who, asks, case_id, purpose=purpose, reason=reason) as u:
        return await sharing_drafts.keep(u, of[0], link_id, form_id, raw)


async def throw_away(house: House, who: Who, of: Half, *, purpose: Purpose) -> str:
    """Throw away what is half written; nothing there is no error. Gives its case."""
    case_id, link_id = await _where(house, who, of)
    asks, reason = Action.WRITE_SHARING, named(of[1])
    async with unit(house, who, asks, case_id, purpose=purpose, reason=reason) as u:
        await SharingShelf(of[0], link_id).take_off(u)
        return u.held.id


async def _where(house: House, who: Who, of: Half) -> tuple[str, str]:
    """The case, and the link where one is accepted."""
    on, about = of
    if on in ACCEPTS:
        return await asked_case(house, who, about), about
    return about, ""
