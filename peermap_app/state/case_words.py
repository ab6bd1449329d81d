"""A case in words: strengths before worries, each part as its heading needs it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peermap_app.domain.sharing_drafts import ACCEPTS, Written
from peermap_app.services.cases import CaseSheet
from peermap_app.services.company import CompanyLine
from peermap_app.services.link_lines import LinkLine
from peermap_app.services.sharing_drafts import HalfWritten
from peermap_app.services.withdrawals import ChangeLine, said_when
from peermap_app.state import (
    finding,
    flag_words,
    held_connections,
    map_words,
    review_words,
    sharing_rows,
    times,
)
from peermap_app.state.views import CaseView, CompanyRow, LinkRow, Pair, PictureView, Version
from peermap_app.words import agreed, link_words
from peermap_app.words import half_written_words as drafts
from peermap_app.words import review_words as review
from peermap_app.words import sharing_words as s
from peermap_app.words import team_words as t
from peermap_app.words import worker_my_map as m
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say


def view(sheet: CaseSheet, now: datetime) -> CaseView:
    """The whole page."""
    to, step = f"/cases/{sheet.id}", sheet.next_step
    kept = sheet.map
    return CaseView(
        id=sheet.id,
        reference=sheet.reference,
        facts=_facts(sheet),
        good=say.good(say.listed(list(sheet.good))) if sheet.good else "",
        tricky=say.tricky(say.listed(list(sheet.tricky))) if sheet.tricky else "",
        draw_to=f"{to}/draw",
        draw_words=w.DRAWING_GOES_ON if sheet.drawing_id else w.DRAW_TOGETHER,
        has_map=kept is not None,
        no_map=review.NO_MAP_NOW if sheet.lapsed else w.NO_MAP,
        picture=map_words.picture(kept, now) if kept else PictureView(),
        map_to=f"{to}/maps/{kept.version}" if kept else "",
        agreed_task="" if sheet.covering else _agreed_task(sheet),
        agreed_to=f"{to}/agreed",
        declined=say.declined_on(times.day_of(sheet.declined_at, now)) if sheet.declined_at else "",
        now_said=map_words.answers(sheet.answers) if sheet.changes and sheet.answers else "",
        changes=[_change(line, sheet.initials, now) for line in sheet.changes],
        card=_card(sheet, now),
        card_open=sheet.card is not None and sheet.card.ended_at is None,
        versions=_older(sheet, now),
        step=(step.text or say.no_step_because(step.because)) if step else "",
        step_review=say.review_on(times.day(step.review, now.date()))
        if step and step.review
        else "",
        asks_step=sheet.needs_step,
        no_step_why="" if sheet.may_plan else w.NO_PLAN if kept else w.NO_MAP_NO_PLAN,
        steps_ended=say.steps_ended(sheet.steps_ended) if sheet.steps_ended else "",
        link_count=say.links_of(sheet.links_used, sheet.links_most),
        links=[_link(line, to, now, acts=not sheet.covering) for line in sheet.links],
        link_to="" if sheet.why_no_link or sheet.covering else f"{to}/link",
        find_colleague=say.find_colleague(sheet.initials, sheet.supervisor or "")
        if sheet.why_no_link is None and all(line.state != "accepted" for line in sheet.links)
        else "",
        **_not_agreed(sheet, now),
        **_coordinating(sheet, now),
    )


def _coordinating(sheet: CaseSheet, now: datetime) -> dict[str, Any]:
    """What is done to coordinate, who came, and what is to be looked at again."""
    to = f"/cases/{sheet.id}"
    return {
        "flags": [flag_words.row(line, now) for line in sheet.flags],
        "flag_to": f"{to}/flag",
        "held": held_connections.rows(
            sheet.held, sheet.id, sheet.initials, now.date(), changes=not sheet.covering
        ),
        "half_flag": drafts.half_written(times.at(sheet.half_flag, now)) if sheet.half_flag else "",
        "half_shared": [_half_shared(line, sheet.id, now) for line in sheet.half_shared],
        "covering": sheet.covering,
        "company": [_company(line, now) for line in sheet.company],
        "again": review_words.rows(sheet.again, sheet.id, now, answers=not sheet.covering),
        "again_said": [review_words.said(line, now) for line in sheet.again_said],
    }


def _half_shared(line: HalfWritten, case_id: str, now: datetime) -> LinkRow:
    about = f"/links/{line.about}" if line.on in ACCEPTS else f"/cases/{case_id}/link"
    without = "/without" if line.on in (Written.ASK_WITHOUT, Written.ACCEPT_WITHOUT) else ""
    said = drafts.sharing_half_written(line.on.value, times.at(line.at, now))
    return LinkRow(id=about + without, href=about + without, title=said)


def _older(sheet: CaseSheet, now: datetime) -> list[Version]:
    return [
        Version(
            f"/cases/{sheet.id}/maps/{one.version}",
            say.version_line(one.version, _day(one.kept_at, now)),
        )
        for one in sheet.versions[1:]
    ]


def _company(line: CompanyLine, now: datetime) -> CompanyRow:
    when = times.at(line.until or line.at, now)
    words = {
        "added": lambda: t.added(line.name, _day(line.at, now), line.by),
        "covers": lambda: t.covers(line.name, when, line.by, line.why),
        "covered": lambda: t.covered(line.name, when, line.by, line.why),
        "whole": lambda: t.whole(line.name, when),
        "looked": lambda: t.looked(line.name, line.version, when, line.why),
    }
    return CompanyRow(words[line.kind](), line.new)


def _not_agreed(sheet: CaseSheet, now: datetime) -> dict[str, Any]:
    """Why no link is open, and what is shared without agreement or may be."""
    may = sheet.why_no_link in s.OPENS_WITHOUT and not sheet.covering
    return {
        "no_link_why": _no_link_why(sheet),
        "without_to": f"/cases/{sheet.id}/link/without" if may else "",
        "finding_to": f"/cases/{sheet.id}/colleague" if _agreed(sheet) else "",
        "findings": finding.rows(sheet.findings, sheet.id, now),
        "sharings": [sharing_rows.row(one, now) for one in sheet.sharings if not one.beyond],
        "beyond": [sharing_rows.row(one, now) for one in sheet.sharings if one.beyond],
    }


def _agreed(sheet: CaseSheet) -> bool:
    """A link may rest on agreement, whether or not there is room for one."""
    return sheet.why_no_link in (None, "links_full") and not sheet.covering


def _no_link_why(sheet: CaseSheet) -> str:
    """Why asking is not possible. Where keeping was offered and declined, somebody did ask."""
    if sheet.why_no_link == "no_answer" and sheet.declined_at is None:
        return w.NOBODY_ASKED
    return w.NO_LINK_WHY[sheet.why_no_link] if sheet.why_no_link else ""


def _agreed_task(sheet: CaseSheet) -> str:
    kept = sheet.map
    missing = kept is not None and kept.other.missing
    return agreed.question(sheet.initials, kept.other.age) if kept and missing else ""


def _day(moment: datetime, now: datetime) -> str:
    return times.day_of(moment, now)


def _change(line: ChangeLine, initials: str, now: datetime) -> str:
    """One change of mind: what, when, and who wrote it down."""
    change = line.change
    day = times.day(said_when(line), now.date())
    said = say.changed_mind(
        initials, m.STATEMENTS[change.statement], w.ANSWERS[change.answer], day, line.version
    )
    how = say.written_down_by(line.by, times.day_of(line.at, now)) if line.by else m.IN_MY_MAP
    return f"{said} {how} {m.FATES[line.fate] if line.fate else ''}".strip()


def _card(sheet: CaseSheet, now: datetime) -> str:
    card = sheet.card
    if card is None:
        return m.NO_CARD
    made = say.card_made(_day(card.made_at, now))
    return made if card.ending is None else f"{made} {m.CARD_ENDINGS[card.ending]}"


def _facts(sheet: CaseSheet) -> list[Pair]:
    names = [say.you(one.name) if one.you else one.name for one in sheet.allocated]
    return [
        Pair(w.YOUNG_PERSON, say.born(sheet.initials, sheet.born)),
        Pair(w.ALLOCATED, say.listed(names)),
        Pair(w.SUPERVISOR, sheet.supervisor or w.NOT_RECORDED),
    ]


def _link(line: LinkLine, case: str, now: datetime, *, acts: bool) -> LinkRow:
    names = say.listed([one.name for one in line.colleagues])
    if line.state == "accepted":
        title = say.accepted_link(line.reference or "", names)
        review = say.review_on(times.day(line.review, now.date())) if line.review else ""
        note = f"{link_words.UNDER_REVIEW} · {review}" if line.under_review else review
        return LinkRow(line.link_id, f"{case}/links/{line.link_id}", title, note)
    if line.state == "to_answer":
        asked = say.asked_when("", times.ago(line.asked_at, now))
        return LinkRow(line.link_id, f"/links/{line.link_id}", say.asked_of_you(names), asked)
    if line.state == "to_confirm":
        agreed = times.day_of(line.agreed_at or line.asked_at, now)
        to = f"{case}/links/{line.link_id}"
        return LinkRow(line.link_id, to, link_words.TO_CONFIRM, link_words.agreed_before(agreed))
    title = say.link_in_state(line.reference or w.LINKED_CASE, w.LINK_STATES[line.state])
    note = link_words.since(times.day_of(line.over_at, now)) if line.over_at else ""
    note = note or times.day_of(line.asked_at, now)
    return LinkRow(line.link_id, title=title, note=note, back=acts and line.state == "asked")
