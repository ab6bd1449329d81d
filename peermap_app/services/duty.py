"""Who is on duty for a team: said by its supervisors, for some hours, one at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Invalid
from peermap_app.domain.temporary import DUTY_HOURS, parse_hours
from peermap_app.services import accounts
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import accounts as stored_accounts
from peermap_app.storage import teams as store
from peermap_app.storage.tables import Team, Worker
from peermap_app.storage.team_tables import Duty


@dataclass(frozen=True, slots=True)
class DutySheet:
    """The duty of one's own team, and the duties that one has oneself: (team, until)."""

    team: str
    on_duty: str | None
    until: datetime | None
    own: tuple[tuple[str, datetime], ...]


async def duty(house: House, who: Who) -> DutySheet:
    """Who is on duty for the asker's team now, and for which teams the asker is."""
    async with unit(house, who, Action.SET_DUTY, reason="page") as u:
        me = await _me(u)
        row = await store.newest_duty(u.session, me.team_id or "", u.now)
        named = await u.session.get(Worker, row.worker_id) if row else None
        own = await store.duties_of(u.session, me.id, u.now)
        return DutySheet(
            team=await _team(u, me.team_id),
            on_duty=named.name if named else None,
            until=row.ends_at if row else None,
            own=tuple([(await _team(u, one.team_id), one.ends_at) for one in own]),
        )


async def set_duty(house: House, who: Who, raw: Mapping[str, object]) -> None:
    """Say who is on duty from now for the asker's own team; whoever was is so no longer.

    Raises:
        Invalid: "email_shape", "choose_one", "not_a_supervisor" (field "duty_email"): of nobody's
            address, of a closed account's and of another role's the same, so none tells of another.
    """
    async with unit(house, who, Action.SET_DUTY) as u:
        me = await _me(u)
        email = accounts.parse_email(raw.get("duty_email", ""), "duty_email")
        hours = parse_hours(raw.get("duty_hours"), DUTY_HOURS, "duty_hours")
        worker = await stored_accounts.worker_by_email(u.session, email)
        serves = worker is not None and worker.active and worker.role == Role.SUPERVISOR
        if worker is None or not serves or me.team_id is None:
            raise Invalid("not_a_supervisor", field="duty_email")
        row = Duty(
            team_id=me.team_id,
            worker_id=worker.id,
            set_by=me.id,
            starts_at=u.now,
            ends_at=u.now + timedelta(hours=hours),
        )
        u.session.add(row)
        u.also(Action.SET_DUTY, None, detail=f"{row.id} {worker.id}")
        u.hint(f"worker:{worker.id}", {"kind": "duty"})


async def _me(u: Unit) -> Worker:
    worker = await u.session.get(Worker, u.who.worker_id)
    assert worker is not None  # the unit let them in
    return worker


async def _team(u: Unit, team_id: str | None) -> str:
    team = await u.session.get(Team, team_id) if team_id else None
    return team.name if team is not None else ""
