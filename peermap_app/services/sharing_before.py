"""What speaks against a sharing that waits (rule 5): an earlier no to the same, which is not asked

round by a second try; or the young person's Yes, by which it goes now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peermap_app import logs
from peermap_app.domain.sharing import (
    NOT_AGAIN_FOR,
    Standing,
    speaks_against,
    speaks_against_the_other,
)
from peermap_app.services.agreed import agreement_stands
from peermap_app.services.link_ends import OwnCase
from peermap_app.services.sharing_acts import ASK, body_of, by_agreement, second_of
from peermap_app.services.unit import Unit
from peermap_app.storage import links as links_store
from peermap_app.storage import sharings as store
from peermap_app.storage.sealing import SealBroken
from peermap_app.storage.sharing_tables import Sharing


async def refused_before(u: Unit, own: OwnCase, row: Sharing, body: Mapping[str, Any]) -> bool:
    """Whether the same was refused, or sent and not agreed to, so lately that a second person

    decides first. The same: the reference as it was typed, or what came from the same case. Of an
    ask and an answer it is never read whether they are about the same two cases: each no to one
    speaks against every other, so that nobody turns a link about, nor learns whose a reference is.
    """
    about = await _about(u, body)
    for earlier in await store.of_case(u.session, own.id, u.now - NOT_AGAIN_FOR):
        if earlier.id == row.id:
            continue
        second, said = earlier.second(), body_of(own.vault, earlier)
        if by_agreement(said):
            continue  # a no to one link more is no word on what protects a child
        if said["act"] != body["act"]:
            if speaks_against_the_other(second, earlier.over_at, u.now):
                return True
        elif speaks_against(second, earlier.over_at, u.now) and await _about(u, said) == about:
            return True
    return False


async def beyond_refused_before(u: Unit, own: OwnCase, body: Mapping[str, Any]) -> bool:
    """Whether a supervisor refused the same beyond six by agreement, so lately that nobody asks

    another one. The same: as in `refused_before`.
    """
    about = await _about(u, body)
    for earlier in await store.of_case(u.session, own.id, u.now - NOT_AGAIN_FOR):
        said = body_of(own.vault, earlier)
        no = by_agreement(said) and earlier.second().standing(u.now) is Standing.REFUSED
        if no and said["act"] == body["act"] and await _about(u, said) == about:
            return True
    return False


async def stands_now(u: Unit, row: Sharing, body: dict[str, Any]) -> Standing:
    """How one stands, by the young person's newest answer too: nobody decides without agreement

    while they say yes (SAID_YES), nor once the same was asked for or accepted by agreement
    (OVERTAKEN). What waits by agreement beyond six is no such thing: a Yes is what it rests on.
    """
    how = second_of(row, body).standing(u.now)
    if by_agreement(body):
        return how
    if how is Standing.WITHDRAWN:
        return Standing.OVERTAKEN  # `sharing_ends.overtake`: nothing else ends what waits
    if how is Standing.WAITS and await _says_yes(u, row.case_id):
        return Standing.SAID_YES
    return how


async def _says_yes(u: Unit, case_id: str) -> bool:
    """What does not open is no Yes: whoever decides is asked still. Nothing protects a child that

    vanishes from their list, or takes every page of theirs with it.
    """
    try:
        return await agreement_stands(u, case_id)
    except SealBroken as problem:
        logs.note_once(problem, case_id)
        return False


async def _about(u: Unit, body: Mapping[str, Any]) -> tuple[str, str]:
    """What it is about; a case that asks anew has another link and the same end."""
    if body["act"] == ASK:
        return ASK, body["reference"]
    found = await links_store.with_ends(u.session, body["link"])
    return body["act"], found[1].end_hash if found is not None else body["link"]
