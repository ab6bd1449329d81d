"""A file of allocations, brought in as one when every team that it concerns has agreed.

What it would change is found by doing it and undoing it again. When somebody agrees it is found
anew: had anything changed meanwhile, nobody agreed to that, and everybody sees the new preview.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict
from peermap_app.domain.tray import Kind
from peermap_app.services import drawings, imports, tray_wake
from peermap_app.services.admission import Hidden, well_formed
from peermap_app.services.import_ahead import read_ahead
from peermap_app.services.import_changes import Change, Part
from peermap_app.services.import_file import Row, read_rows
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.services.whom import Whom, whom
from peermap_app.storage import own_keys, turns
from peermap_app.storage.own_keys import OwnKey
from peermap_app.storage.tables import Team, Worker, new_id
from peermap_app.storage.waiting_tables import ImportAgreement, WaitingImport

WAITING, DONE, REFUSED, REPLACED = "waiting", "done", "refused", "replaced"
MOST_LINES = 500
"""Changes that one preview shows. Only what makes something new may be told as a number: whatever
touches what is there is read before it is agreed to."""
OWN_ACTS = ("allocation_new", "allocation_changed", "account_supervises", "case_supervisor")
"""What nobody agrees to for themselves."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What waits, for one team or (an administrator) for all.

    Attributes:
        figures: those of `imports.ImportReport`.
        teams: (name, who agreed or "") of each team that it concerns.
        changes: what touches what is there stands first.
        more: changes that make something new and have no room.
        known: whoever gets something by it and has an account already, by address.
        own: it gives something to whoever looks, who cannot agree to it.
    """

    id: str
    asked_by: str
    asked_at: datetime
    figures: Mapping[str, int]
    teams: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]
    more: int
    known: Mapping[str, Whom]
    own: bool


async def ask_import(house: House, who: Who, content: bytes) -> None:
    """Let a file wait; one that waited before is replaced.

    Raises:
        ImportRefused: every bad row by its line.
        Conflict: "import_nothing"; "import_nobody" with `teams`: a team without another supervisor;
            "import_much" with `team`: more than its supervisor could be shown.
    """
    read = await read_ahead(house, who, Action.ASK_IMPORT, content)
    async with unit(house, who, Action.ASK_IMPORT) as u:
        rows = read.rows()
        await turns.take_turn(u.session, turns.IMPORTS)
        report, changes = await _rehearsed(u, rows)
        if not changes:
            raise Conflict("import_nothing", field="file")
        await _end(u, await _waiting(u), REPLACED)
        row_id = new_id()
        row = WaitingImport(
            id=row_id,
            asked_by=who.worker_id or "",
            asked_at=u.now,
            digest=_digest(u, changes),
        )
        u.session.add(row)
        u.session.add(OwnKey(id=row_id, wrapped=u.keys.new_case_key(row_id)))
        await u.session.flush()
        await _lay_out(u, row, read.text, report, changes)
        u.also(Action.ASK_IMPORT, None, detail=row.id)
        tray_wake.wake(u, Kind.IMPORT, row.id)


async def preview(house: House, who: Who, *, supervises: bool) -> Preview | None:
    """What waits: all of it for an administrator, their own team's part for a supervisor."""
    action = Action.SEE_WAITING if supervises else Action.SEE_ACCOUNTS
    async with unit(house, who, action, reason="import") as u:
        row = await _waiting(u)
        me = await u.session.get(Worker, who.worker_id)
        if row is None or me is None:
            return None
        parts = await _parts(u, row)
        mine = next((team for _, team in parts if team.id == me.team_id), None)
        if supervises and mine is None:
            return None
        held = await _opened(u, row)
        changes = sorted(_changes(held), key=lambda each: each.fresh)
        if supervises and mine is not None:
            changes = [each for each in changes if mine.name in each.teams]
        asker = await u.session.get(Worker, row.asked_by)
        named = [await u.session.get(Worker, part.agreed_by or "") for part, _ in parts]
        gets = [each.email for each in changes[:MOST_LINES] if each.kind in OWN_ACTS]
        people = await u.session.exec(select(Worker.id).where(col(Worker.email).in_(gets)))
        known = {one.email: one for one in (await whom(u.session, people)).values()}
        return Preview(
            id=row.id,
            asked_by=asker.name if asker else "",
            asked_at=row.asked_at,
            figures=held["figures"],
            teams=tuple(
                (team.name, agreed.name if agreed else "")
                for (_, team), agreed in zip(parts, named, strict=True)
            ),
            changes=tuple(changes[:MOST_LINES]),
            more=max(0, len(changes) - MOST_LINES),
            known=known,
            own=me.id == row.asked_by or _gets_something(me.email, changes),
        )


async def answer_import(house: House, who: Who, import_id: object, *, agree: bool) -> str:
    """Agree for one's own team, or refuse the whole. The last one who agrees brings it in.

    Gives "waiting" (others are still to agree), "done", "refused", or "changed": then nobody has
    agreed to anything, and there is a new preview.

    Raises:
        NotFound: no such import waits, or it does not concern one's team.
        Conflict: "not_your_own", for whoever agreed for another team too; "answered_already".
    """
    async with unit(house, who, Action.ANSWER_IMPORT) as u:
        await turns.take_turn(u.session, turns.IMPORTS)
        row, mine, email = await _theirs(u, import_id)
        u.also(Action.ANSWER_IMPORT, None, detail=f"{row.id} {REFUSED if not agree else 'agreed'}")
        tray_wake.wake(u, Kind.IMPORT, row.id)
        if not agree:
            await _end(u, row, REFUSED)
            return REFUSED
        text = str((await _opened(u, row))["file"])
        rows = await asyncio.to_thread(read_rows, text, u.now.date())  # a file that was good
        report, changes = await _rehearsed(u, rows)
        if _digest(u, changes) != row.digest:
            return await _anew(u, row, text, report, changes)
        if row.asked_by == who.worker_id or _gets_something(email, changes):
            raise Conflict("not_your_own")
        if mine.agreed_by is not None:
            raise Conflict("answered_already")
        if any(part.agreed_by == who.worker_id for part, _ in await _parts(u, row)):
            raise Conflict("not_your_own")  # moved to a second team since: that one needs another
        mine.agreed_by, mine.agreed_at = who.worker_id, u.now
        u.session.add(mine)
        await u.session.flush()
        if any(part.agreed_by is None for part, _ in await _parts(u, row)):
            return WAITING
        await _end(u, row, DONE)
        await imports.bring_in(u, rows)
    await drawings.end_overdue(house)  # of those whose worker has the case no longer
    return DONE


async def _rehearsed(
    u: Unit, rows: Sequence[Row]
) -> tuple[imports.ImportReport, tuple[Change, ...]]:
    async with u.rehearsal():
        return await imports.bring_in(u, rows)


async def _anew(
    u: Unit,
    row: WaitingImport,
    text: str,
    report: imports.ImportReport,
    changes: tuple[Change, ...],
) -> str:
    """Something changed since: a new preview, and no agreement of before counts."""
    for part, _ in await _parts(u, row):
        await u.session.delete(part)
    await u.session.flush()
    if not changes:
        await _end(u, row, DONE)
        return DONE
    row.digest = _digest(u, changes)
    await _lay_out(u, row, text, report, changes)
    return "changed"


async def _lay_out(
    u: Unit,
    row: WaitingImport,
    text: str,
    report: imports.ImportReport,
    changes: tuple[Change, ...],
) -> None:
    """Seal it with its preview, and name the teams that must agree."""
    touching = Counter(name for each in changes if not each.fresh for name in each.teams)
    for name, count in touching.items():
        if count > MOST_LINES:
            raise Conflict("import_much", field="file", team=name, most=MOST_LINES)
    teams = sorted({name for each in changes for name in each.teams})
    found = (await u.session.exec(select(Team).where(col(Team.name).in_(teams)))).all()
    leads = await u.session.exec(
        select(Worker).where(Worker.role == Role.SUPERVISOR.value, col(Worker.active).is_(True))
    )
    can = {
        lead.team_id
        for lead in leads
        if lead.id != row.asked_by and not _gets_something(lead.email, changes)
    }
    without = sorted({*teams} - {team.name for team in found if team.id in can})
    if without:
        raise Conflict("import_nobody", field="file", teams=", ".join(without))
    held = {
        "file": text,
        "figures": asdict(report),
        "lines": [asdict(each) for each in changes],
    }
    row.sealed = (await u.own_vault(row.id)).seal("import", row.id, held)
    u.session.add(row)
    u.session.add_all([ImportAgreement(import_id=row.id, team_id=team.id) for team in found])
    await u.session.flush()


def _digest(u: Unit, changes: Iterable[Change]) -> str:
    return u.keys.lookup("import", repr([tuple(asdict(each).values()) for each in changes]))


def _gets_something(email: str, changes: Iterable[Change]) -> bool:
    return any(each.email == email and each.kind in OWN_ACTS for each in changes)


async def _opened(u: Unit, row: WaitingImport) -> dict[str, Any]:
    if row.sealed is None:
        raise Conflict("answered_already")
    held: dict[str, Any] = (await u.own_vault(row.id)).open("import", row.id, row.sealed)
    return held


def _changes(held: Mapping[str, Any]) -> list[Change]:
    return [_change(each) for each in held["lines"]]


def _change(kept: Any) -> Change:
    if isinstance(kept, list):  # of a file that waited before there were parts: it is asked anew
        kind, line, reference, email, teams = kept
        return Change(kind, line, reference, email, tuple(teams))
    parts = tuple(Part(**each) for each in kept["parts"])
    return Change(**{**kept, "teams": tuple(kept["teams"]), "parts": parts})


async def _waiting(u: Unit) -> WaitingImport | None:
    wanted = select(WaitingImport).where(WaitingImport.state == WAITING)
    return (await u.session.exec(wanted.order_by(col(WaitingImport.asked_at).desc()))).first()


async def _theirs(u: Unit, import_id: object) -> tuple[WaitingImport, ImportAgreement, str]:
    """The import, held until the unit ends, the part of the asker's team, and their address."""
    wanted = select(WaitingImport).where(WaitingImport.id == (well_formed(import_id) or ""))
    row = (await u.session.exec(wanted.with_for_update())).first()
    me = await u.session.get(Worker, u.who.worker_id)
    if row is None or me is None:
        raise Hidden("unknown_ask")
    mine = await u.session.get(ImportAgreement, (row.id, me.team_id or ""))
    if mine is None:
        raise Hidden("not_their_team")
    if row.state != WAITING:
        raise Conflict("answered_already")
    return row, mine, me.email


async def _parts(u: Unit, row: WaitingImport) -> list[tuple[ImportAgreement, Team]]:
    found = await u.session.exec(
        select(ImportAgreement, Team)
        .join(Team, col(Team.id) == col(ImportAgreement.team_id))
        .where(ImportAgreement.import_id == row.id)
        .order_by(col(Team.name))
    )
    return [(part, team) for part, team in found.all()]


async def _end(u: Unit, row: WaitingImport | None, state: str) -> None:
    """It waits no more, and nothing of the file stays, nor its key."""
    if row is not None:
        row.state, row.answered_at, row.sealed = state, u.now, None
        await own_keys.destroy(u.session, (row.id,))
        u.session.add(row)
        await u.session.flush()
