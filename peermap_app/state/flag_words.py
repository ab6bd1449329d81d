"""Flags and what came back, as the sender's pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from peermap_app.domain.flag_changes import Standing, may_change
from peermap_app.services.flag_acks import AckLine
from peermap_app.services.flag_versions import ChangeLine
from peermap_app.services.flags import FlagLine, FlagSheet
from peermap_app.state import times
from peermap_app.state.views import Ack, ChangeRow, FlagRow, FlagSentView, Option, Pair
from peermap_app.words import alert_words as a
from peermap_app.words import delivery_words as d
from peermap_app.words import flag_change_words as c
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say


def acks(lines: tuple[AckLine, ...], now: datetime) -> list[Ack]:
    """One line for each worker who was told."""
    return [_ack(number, line, now) for number, line in enumerate(lines)]


def _ack(number: int, line: AckLine, now: datetime) -> Ack:
    moment = line.in_touch_at or line.seen_at
    said = f"{w.ACKS[line.state]} · {times.at(moment, now)}" if moment else _unseen(line)
    who = say.recipient(line.name, line.reference) if line.name and line.reference else line.name
    return Ack(
        id=str(number),
        who=who or w.NO_LONGER_LINKED,
        words=a.told(times.at(line.sent_at, now), said, a.because(line.why, line.instead_of)),
        done=moment is not None,
    )


def _unseen(line: AckLine) -> str:
    """Nothing came back yet: how far it came."""
    far = line.reached
    if far is None:
        return w.ACKS[line.state]
    return d.reached(far.told, failed=far.failed, stands=far.stands)


def row(line: FlagLine, now: datetime) -> FlagRow:
    """A flag on its case's page."""
    return FlagRow(
        id=line.flag_id,
        href=f"/flags/{line.flag_id}",
        title=line.kind.words,
        when=f"{times.at(line.at, now)} · {line.by}" + _over(line.standing),
        acks=acks(line.acks, now),
    )


def _over(standing: Standing) -> str:
    if standing is Standing.OPEN:
        return ""
    return f" · {w.FLAG_OVER if standing is Standing.CLOSED else c.WITHDRAWN_KIND}"


def changes(lines: Iterable[ChangeLine], now: datetime) -> list[ChangeRow]:
    """What changed, oldest first, for those who were told."""
    return [_change(number, line, now) for number, line in enumerate(lines)]


def _change(number: int, line: ChangeLine, now: datetime) -> ChangeRow:
    """One change; what it replaced and how far it had come stand there for its own side alone."""
    return ChangeRow(
        id=str(number),
        title=c.done(line.what, times.at(line.at, now), line.by),
        text=line.text,
        why=line.why,
        before=c.before(line.before) if line.before else "",
        seen=c.seen_until(line.told, line.seen),
    )


def _not_told(flag: FlagSheet) -> bool:
    """Whether it asks something still of somebody who has not seen it and cannot open it now."""
    return flag.now.standing is Standing.OPEN and any(
        line.seen_at is None and line.reached is not None and not line.reached.stands
        for line in flag.acks
    )


def sheet(flag: FlagSheet, now: datetime) -> FlagSentView:
    """A flag on its own page."""
    said = flag.said
    told = w.YES if said.told else say.not_yet(said.not_told_because or "")
    return FlagSentView(
        id=flag.flag_id,
        title=f"{w.FLAG_HEADING} · {flag.reference}",
        tag=said.kind.words,
        facts=[
            Pair(w.FLAGGED_BY, flag.by),
            Pair(w.WHEN, times.at(flag.at, now)),
            Pair(w.HOW_SOON_TERM, w.URGENCIES[said.urgency]),
            Pair(w.THRESHOLD, w.THRESHOLDS[said.threshold]),
            Pair(w.WHAT_TO_KNOW, said.need_to_know),
            Pair(w.YOUNG_PERSON_TOLD, told),
        ],
        acks=acks(flag.acks, now),
        left_out=[
            Pair(each.reference or w.NO_LONGER_LINKED, each.because) for each in flag.left_out
        ],
        case_to=f"/cases/{flag.case_id}",
        over=c.OVER[flag.now.standing] if flag.now.standing is not Standing.OPEN else "",
        nobody_left=d.NOBODY_LEFT if flag.nobody_left else "",
        not_told=d.NOT_TOLD if _not_told(flag) else "",
        changes=[_change(number, line, now) for number, line in enumerate(flag.now.changes)],
        acts=[
            Option(f"/flags/{flag.flag_id}/change/{what}", c.DO[what])
            for what in may_change(flag.now.standing)
        ],
    )
