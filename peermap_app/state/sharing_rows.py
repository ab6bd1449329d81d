"""What a second person decides on, in words: on its case's page, on its own, and for them."""

from __future__ import annotations

from datetime import datetime

from peermap_app.domain.links import SharingRecord
from peermap_app.domain.sharing import Basis, Standing
from peermap_app.services.sharing_acts import ASK
from peermap_app.services.sharings import SharingSheet
from peermap_app.state import times
from peermap_app.state.views import LinkRow, Pair
from peermap_app.words import beyond_words
from peermap_app.words import sharing_words as w
from peermap_app.words import worker_pages as pages


def row(sheet: SharingSheet, now: datetime) -> LinkRow:
    """One line of a case's page."""
    return LinkRow(
        id=sheet.sharing_id,
        href=f"/cases/{sheet.case_id}/sharings/{sheet.sharing_id}",
        title=other_case(sheet),
        note=said(sheet, now),
    )


def other_case(sheet: SharingSheet) -> str:
    """The reference, or what stands for it where it is not the reader's to know."""
    return sheet.reference or (w.AN_ASK if sheet.act == ASK else w.AN_ANSWER)


def said(sheet: SharingSheet, now: datetime) -> str:
    """How it stands, in one sentence."""
    if sheet.standing is Standing.PROVISIONAL and sheet.decide_by is not None:
        return w.stands_until(times.at(sheet.decide_by, now))
    if sheet.standing in (Standing.AGREED, Standing.REFUSED):
        stood = sheet.sent_at is not None
        return w.decided(sheet.standing.value, sheet.answered_by, stood=stood)
    if sheet.standing is Standing.SAID_YES:
        return w.SAY_YES_NOW[sheet.act]
    return w.STANDINGS[sheet.standing.value]


def by_agreement(sheet: SharingSheet) -> tuple[str, str]:
    """The way on while the young person says yes, its words and where it leads; "" for none.

    Whoever may not read the reference of an ask has nothing that they could ask for.
    """
    if sheet.standing is not Standing.SAID_YES:
        return "", ""
    if sheet.act != ASK:
        return w.ACCEPT_AGREEMENT, f"/links/{sheet.link_id}"
    return (w.TO_AGREEMENT, f"/cases/{sheet.case_id}/link") if sheet.reference else ("", "")


def record_pairs(record: SharingRecord, now: datetime) -> list[Pair]:
    """The sharing record, part by part."""
    told = pages.YES if record.told else w.not_told(record.not_told_because or "")
    without = record.basis is Basis.WITHOUT
    pairs = [
        (w.NECESSARY if without else beyond_words.WHY, record.why),
        *([(w.POSITION, w.POSITIONS[record.position.value])] if without else []),
        (pages.CONSENT, record.consent),
        (pages.PRIVACY, record.privacy),
        (pages.PROPORTIONALITY, record.proportionality),
        (pages.THRESHOLD, pages.THRESHOLDS[record.threshold.value]),
        (w.LAWFUL, w.LAWFUL_BASES[record.lawful.value]),
        (pages.YOUNG_PERSON_TOLD, told),
        (pages.REVIEW_DATE, times.day(record.review, now.date())),
        *([(w.URGENT_NOW, pages.YES if record.urgent else w.NO)] if without else []),
    ]
    return [Pair(term, detail) for term, detail in pairs]
