"""What each end of a link rests on now: agreement, or sharing without it (rule 5).

An end is found by a keyed hash of its id; whatever is not found rests on agreement, and then its
young person's newest Yes decides, so that a row that is missing closes and opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from peermap_app.domain.consent import SettledAnswers, may_rest_on_agreement
from peermap_app.domain.sharing import SHARES, Basis, Second, Standing, end_stands
from peermap_app.domain.tray import Kind
from peermap_app.services import tray_wake
from peermap_app.services.unit import Unit
from peermap_app.storage import sharings as store
from peermap_app.storage.sealing import Vault
from peermap_app.storage.sharing_tables import Sharing


async def without_agreement(u: Unit, end_ids: Iterable[str]) -> dict[str, Second]:
    """Those of these ends that do not rest on agreement, each with the second person's part."""
    by_hash = {store.found_by(u.keys, end_id): end_id for end_id in end_ids}
    rows = await store.applied(u.session, by_hash)
    return {by_hash[hashed]: row.second() for hashed, row in rows.items()}


def stands(
    u: Unit, end_id: str, without: Mapping[str, Second], newest: SettledAnswers | None
) -> bool:
    """Whether one end holds at this moment; `without`: what `without_agreement` gave for it."""
    second = without.get(end_id)
    basis = Basis.AGREED if second is None else Basis.WITHOUT
    talk = may_rest_on_agreement(newest)
    return end_stands(basis, talk_is_yes=talk, second=second, now=u.now)


async def rest_on_agreement(u: Unit, end_id: str) -> None:
    """One end rests on its young person's Yes from now on: a withdrawal ends it then, and no second

    person is asked any more: neither their no nor their silence ends what was agreed.
    """
    hashed = store.found_by(u.keys, end_id)
    for row in await store.all_applied(u.session, hashed):
        row.applied_at, row.over_at = None, row.over_at or u.now
        u.session.add(row)
        tray_wake.wake(u, Kind.SHARING, row.id)


async def waiting_places(u: Unit, case_id: str, vault: Vault, *, but: str = "") -> int:
    """How many places of a case are kept for asks that wait for a second person, beside `but`."""
    waits = await _waiting(u, case_id)
    return sum(body["act"] == "ask" for row, body in _opened(vault, waits) if row.id != but)


async def end_what_waits_on_agreement(u: Unit, case_id: str, vault: Vault) -> None:
    """The newest third answer is not Yes: nobody decides any more on what was to rest on it."""
    for row, body in _opened(vault, await _waiting(u, case_id)):
        if body["record"]["basis"] == Basis.AGREED:
            row.over_at = u.now
            u.session.add(row)
            tray_wake.wake(u, Kind.BEYOND, row.id)


async def overtake(u: Unit, case_id: str, vault: Vault, *, act: str, about: str) -> None:
    """The same was asked for, or accepted, by agreement: what waits without it waits no more.

    `about`: the reference of an ask as it is typed, the link's id of an answer.
    """
    said = "reference" if act == "ask" else "link"
    for row, body in await _without(u, case_id, vault):
        if body["act"] == act and body[said] == about:
            row.over_at = u.now
            u.session.add(row)
            tray_wake.wake(u, Kind.SHARING, row.id)


async def answered_anew(u: Unit, case_id: str, vault: Vault, *, stood: bool, stands: bool) -> None:
    """Where agreement begins or ends to stand, whoever decides without it looks again, for while
    the young person says yes nobody does (`sharing_before.stands_now`). Where it ends, the quarter
    of an hour of what waits begins anew.

    Where nothing of that changed nobody is woken: each time rings phones, at night too.
    """
    if stood is stands:
        return
    for row, body in await _without(u, case_id, vault):
        if stood:
            row.sealed = vault.seal("sharing", row.id, {**body, "again": u.now.isoformat()})
            u.session.add(row)
        tray_wake.wake(u, Kind.SHARING, row.id)


async def _without(u: Unit, case_id: str, vault: Vault) -> list[tuple[Sharing, dict[str, Any]]]:
    waits = _opened(vault, await _waiting(u, case_id))
    return [(row, body) for row, body in waits if body["record"]["basis"] == Basis.WITHOUT]


async def let_beyond(u: Unit, end_id: str, vault: Vault) -> bool:
    """Whether a second person gave the reason for one end beyond six, whatever it rests on now.

    `vault`: of the end's own case.
    """
    hashes = (store.found_by(u.keys, end_id), store.beyond_by(u.keys, end_id))
    rows = await store.said_yes(u.session, hashes)
    return any(body.get("beyond", False) for _, body in _opened(vault, rows))


async def _waiting(u: Unit, case_id: str) -> list[Sharing]:
    rows = await store.of_case(u.session, case_id, u.now)
    return [
        row
        for row in rows
        if row.applied_at is None and row.second().standing(u.now) is Standing.WAITS
    ]


def _opened(vault: Vault, rows: Iterable[Sharing]) -> list[tuple[Sharing, dict[str, Any]]]:
    return [(row, vault.open("sharing", row.id, row.sealed)) for row in rows]


async def not_on_agreement(u: Unit, end_ids: Iterable[str]) -> frozenset[str]:
    """Those of these ends that hold without agreement now: no withdrawal ends them."""
    without = await without_agreement(u, end_ids)
    return frozenset(
        end_id for end_id, second in without.items() if second.standing(u.now) in SHARES
    )
