"""What counts as unusual reading: set by the data protection lead, who looks at it, in a page.

An administrator sees the figures and changes none: whoever is watched does not set what is noticed.
Each change stands in the access record.
"""

from __future__ import annotations

from collections.abc import Mapping

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.house_settings import SETTINGS, parse_settings
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import house_settings as stored
from peermap_app.storage.house_settings import HouseSetting


async def seen(house: House, who: Who) -> dict[str, int]:
    """Every figure as it counts now, to be read. NotAllowed for all but administrators."""
    async with unit(house, who, Action.SEE_SETTINGS) as u:
        return await _held(u)


async def values(house: House, who: Who) -> dict[str, int]:
    """The same for whoever sets them. NotAllowed for all but the data protection lead."""
    async with unit(house, who, Action.SET_UNUSUAL, reason="page") as u:
        return await _held(u)


async def change(house: House, who: Who, raw: Mapping[str, object]) -> None:
    """Set all of them; what stays as it was is not written.

    Raises Problems "number_between", each naming its field; NotAllowed as `values`.
    """
    async with unit(house, who, Action.SET_UNUSUAL) as u:
        wanted, held = parse_settings(raw), await stored.held(u.session)
        for name, value in wanted.items():
            before = held.get(name, SETTINGS[name].usual)
            if value == before:
                continue
            row = await u.session.get(HouseSetting, name)
            row = row or HouseSetting(name=name, value=value, set_at=u.now)
            row.value, row.set_by, row.set_at = value, who.worker_id, u.now
            u.session.add(row)
            u.also(Action.SET_UNUSUAL, None, detail=f"{name} {before} {value}")


async def _held(u: Unit) -> dict[str, int]:
    held = await stored.held(u.session)
    return {name: held.get(name, each.usual) for name, each in SETTINGS.items()}
