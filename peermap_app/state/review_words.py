"""What is to be looked at again, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from peermap_app.domain.reviews import Standing
from peermap_app.services.flag_kinds import KindSaid
from peermap_app.services.review_answers import ReviewForm
from peermap_app.services.reviews import ReviewLine, SaidLine, Waits
from peermap_app.state import times
from peermap_app.state.views import ReviewRow, ReviewView
from peermap_app.words import review_words as w
from peermap_app.words.flag_kind_words import short


def waits(found: Waits) -> list[str]:
    """What stands on the card of a case."""
    said = [w.to_look_at(found.asked)] if found.asked else []
    return said + ([w.lapsed_unanswered(found.lapsed)] if found.lapsed else [])


def rows(
    lines: Iterable[ReviewLine], case_id: str, now: datetime, *, answers: bool
) -> list[ReviewRow]:
    """The list of a case. `answers`: the reader may answer, and has the case not only for hours."""
    return [_row(line, case_id, now, answers=answers) for line in lines]


def _row(line: ReviewLine, case_id: str, now: datetime, *, answers: bool) -> ReviewRow:
    named = w.thing(line.kind, line.version, line.reference, _kind(line.flag))
    day = times.day(line.due, now.date())
    lapsed = line.standing is Standing.LAPSED
    open_yet = not lapsed or line.until is not None
    thing = f"{line.kind}-{line.thing}"
    page = f"links/{line.thing}" if line.to_confirm else f"again/{thing}"
    return ReviewRow(
        id=thing,
        href=f"/cases/{case_id}/{page}" if answers and open_yet else "",
        title=w.question(line.kind, named) if not lapsed else w.lapsed_line(named, day),
        note=w.taken_up_until(times.day(line.until, now.date()))
        if line.until
        else w.ANEW[line.kind]
        if lapsed
        else w.asked_line(named, day),
    )


def said(line: SaidLine, now: datetime) -> str:
    """What was said, when and by whom."""
    return w.said(
        line.kind,
        line.what,
        line.version,
        by=line.by,
        day=times.day_of(line.at, now),
        until=times.day(line.until, now.date()) if line.until else "",
        why=line.why,
    )


def _kind(flag: KindSaid | None) -> str:
    return short(flag.words) if flag else ""


def view(form: ReviewForm, take_up: int, now: datetime) -> ReviewView:
    """The question, or that it has lapsed."""
    kind, today = form.kind, now.date()
    named = w.thing(kind, form.version, form.reference, _kind(form.flag))
    lapsed = form.standing is Standing.LAPSED
    day = times.day(form.due, today)
    last = times.day(form.due + timedelta(days=take_up), today)
    return ReviewView(
        id=form.case_id,
        thing=f"{kind}-{form.thing}",
        reference=f"{form.case_reference} · {form.initials}",
        title=w.TAKE_UP if lapsed else w.question(kind, named),
        lead=w.lapsed_lead(named, day, last) if lapsed else w.lead(kind, named, day),
        lapsed=lapsed,
        keep=w.KEEP[kind],
        end=w.END[kind],
        end_hint=w.end_hint(kind, take_up),
        why_now=form.why,
        until_hint=w.until_hint(form.most),
        map_to=f"/cases/{form.case_id}/maps/{form.version}" if form.version and not lapsed else "",
        closed_why=_closed(form),
    )


def _closed(form: ReviewForm) -> str:
    """Why there is nothing to answer here."""
    if form.standing is Standing.LAPSED and not form.may_take_up:
        return w.LAPSED_FOR_GOOD[form.kind]
    return w.TO_CONFIRM if form.to_confirm else ""
