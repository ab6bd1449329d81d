"""The cards of an inbox, and those among them that are no alerts: links that wait for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from peermap_app.domain.alerting import Why
from peermap_app.domain.flags import Urgency
from peermap_app.domain.links import LinkState, state_at
from peermap_app.services import link_confirms
from peermap_app.services.ask_standing import with_asker
from peermap_app.services.flag_kinds import KindSaid
from peermap_app.services.link_confirms import Rows
from peermap_app.services.link_ends import OwnCase
from peermap_app.services.unit import Unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import links as links_store
from peermap_app.storage.links import ASKED


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One card of the inbox.

    Attributes:
        kind: "flagged" opens by `open_alert(id)`; "link_asked" by `links.asked(id)`.
            "link_waits": `together`.
        own_reference: the reader's own case.
        other_reference: the flagged case; None for an ask (rule 8).
        state: of the alert, or of the ask; "over" for a flag that lapsed or was closed.
        todo: not yet seen, or not yet answered.
        why: why the reader was told; `instead_of`: the name of whom they stand in for.
        alone: they have this alert alone, and do not work with `own_reference`.
    """

    id: str
    kind: Literal["flagged", "link_asked", "link_waits"]
    own_case_id: str
    own_reference: str
    other_reference: str | None
    flag_kind: KindSaid | None
    urgency: Urgency | None
    by: str
    team: str
    at: datetime
    state: Literal["sent", "seen", "in_touch", "over", "asked", "accepted", "declined"]
    todo: bool
    why: Why = Why.ALLOCATED
    instead_of: str | None = None
    alone: bool = False


_SHOWN_ASKS = (LinkState.ASKED, LinkState.ACCEPTED, LinkState.DECLINED)


async def not_flags(u: Unit, own: Mapping[str, OwnCase]) -> list[AlertLine]:
    """What else waits in an inbox: the links of these cases are read once for both."""
    rows = await links_store.of_ends(u.session, [case.end_hash for case in own.values()])
    return [*await asks(u, own, rows), *await to_confirm(u, own, rows)]


async def asks(u: Unit, own: Mapping[str, OwnCase], rows: Rows) -> list[AlertLine]:
    """Asks that came to these cases: read off the links themselves, so none can be missing.

    Left out: those whose asker no longer works with the asking case, unless they were accepted.
    """
    by_hash = {case.end_hash: case for case in own.values()}
    came = [
        (link, by_hash[end.end_hash], state_at(LinkState(link.state), link.asked_at, u.now))
        for link, end in rows
        if end.side == ASKED
    ]
    shown = [row for row in came if row[2] in _SHOWN_ASKS]
    standing = await with_asker(u, [row[0] for row in shown])
    shown = [row for row in shown if row[2] is LinkState.ACCEPTED or row[0].id in standing]
    people = await cases_store.workers_with_team(u.session, [row[0].asked_by for row in shown])
    return [
        AlertLine(
            id=link.id,
            kind="link_asked",
            own_case_id=case.id,
            own_reference=case.reference,
            other_reference=None,
            flag_kind=None,
            urgency=None,
            by=people[link.asked_by][0].name,
            team=people[link.asked_by][1],
            at=link.asked_at,
            state=_ask_state(state),
            todo=state is LinkState.ASKED,
        )
        for link, case, state in shown
    ]


async def to_confirm(u: Unit, own: Mapping[str, OwnCase], rows: Rows) -> list[AlertLine]:
    """Links that wait for the next worker of these cases: nothing of the other side."""
    no = (None, None, None, "", "")
    return [
        AlertLine(w.link_id, "link_waits", w.case_id, w.reference, *no, w.asked_at, "asked", True)
        for w in await link_confirms.waiting(u, tuple(own.values()), rows)
    ]


def _ask_state(state: LinkState) -> Literal["asked", "accepted", "declined"]:
    if state is LinkState.ACCEPTED:
        return "accepted"
    return "asked" if state is LinkState.ASKED else "declined"
