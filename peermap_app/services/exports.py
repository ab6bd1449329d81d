"""What leaves PeerMap on paper: the case file's record of a kept map, and the young person's copy.

Both hold the picture of `domain/picture.py`. The record is for the allocated worker, each taking
is recorded (rule 10). The copy holds initials alone: no case, no worker, no name, not even one that
stays on a place with a reason, and a file name and title that say nothing (rules 2 and 11).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.agreed import Other
from peermap_app.domain.consent import SettledAnswers, Squiggle, may_plan
from peermap_app.domain.errors import NotFound
from peermap_app.domain.peer_map import PeerMap
from peermap_app.domain.picture import picture, squiggle_picture
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.screening import screen_text
from peermap_app.services import map_sentences, maps, plans, young_lines
from peermap_app.services.answers import newest_answers
from peermap_app.services.typeset import Format, typeset
from peermap_app.services.unit import Who, unit
from peermap_app.words import agreed, worker_pages
from peermap_app.words import paper as w
from peermap_app.words import worker_sentences as say
from peermap_app.words.dates import british, said_day, whole_day, whole_moment
from peermap_app.words.languages import ENGLISH, Catalogue

Rows = list[tuple[str, str]]
_MEDIA: dict[Format, str] = {"pdf": "application/pdf", "png": "image/png"}
_FORMS: dict[str, Format] = {"pdf": "pdf", "png": "png"}


@dataclass(frozen=True, slots=True)
class Export:
    """A file to take. Its name says nothing of anybody (rule 11)."""

    body: bytes
    media_type: str
    file_name: str


@dataclass(frozen=True, slots=True)
class _Plan:
    """What the record says beside the map: the answers that hold, and the step."""

    newest: SettledAnswers | None
    step: plans.StepSheet | None


async def case_file(
    house: House, who: Who, case_id: str, version: object, *, purpose: Purpose
) -> Export:
    """The record of one kept map, as PDF, for the case file. NotFound as `maps.kept_map`."""
    async with unit(
        house, who, Action.EXPORT_MAP, case_id, purpose=purpose, reason="case_file"
    ) as u:
        held = await maps.find(u, version)
        newest = await newest_answers(u, u.held.id)
        step = await plans.newest_step(u, u.held.id, u.held.vault) if may_plan(newest) else None
        now = u.now
    sheet = await maps.drawn(held)
    return await asyncio.to_thread(_case_file, sheet, _Plan(newest, step), who.name, now)


async def record_of(
    sheet: maps.MapSheet, newest: SettledAnswers | None, name: str, now: datetime
) -> Export:
    """The record of one map that was read already, without what happens next.

    It asks and records nothing: whoever calls it has (`Action.SUBJECT_ACCESS`).
    """
    return await asyncio.to_thread(_case_file, sheet, _Plan(newest, None), name, now)


async def young_copy_for(
    house: House, who: Who, case_id: str, version: object, form: Format, *, purpose: Purpose
) -> Export:
    """The young person's copy, which their worker prints for them. NotFound as `case_file`."""
    async with unit(
        house, who, Action.EXPORT_MAP, case_id, purpose=purpose, reason="young_copy"
    ) as u:
        held = await maps.find(u, version)
    sheet = await maps.drawn(held)
    return await young_copy(sheet.peer_map, sheet.kept_at, form)


async def own_copy(
    house: House,
    who: Who,
    case_id: str,
    version: object,
    form: object,
    *,
    spoken: Catalogue,
    purpose: Purpose,
) -> Export:
    """The young person takes a copy of a map of theirs, in My map; recorded like every reading.

    `form` may be anything that was sent. NotFound for a form that is none, for a map that went and
    for a version that is not there.
    """
    wanted = _FORMS.get(form) if isinstance(form, str) else None
    async with unit(house, who, Action.TAKE_COPY, case_id, purpose=purpose, reason=wanted) as u:
        held = await maps.find(u, version)
        if wanted is None:
            raise NotFound("not_found")
    sheet = await maps.drawn(held)
    return await young_copy(sheet.peer_map, sheet.kept_at, wanted, spoken)


async def young_copy(
    peer_map: PeerMap, kept_at: datetime, form: Format, spoken: Catalogue = ENGLISH
) -> Export:
    """The young person's own copy of a map: "My map", the day, the picture; nothing else.

    Drawn in a thread. It asks and records nothing: whoever calls it has (`Action.EXPORT_MAP`, or
    `Action.TAKE_COPY` in My map).
    """
    return await asyncio.to_thread(_young_copy, peer_map, kept_at, form, spoken)


def _young_copy(peer_map: PeerMap, at: datetime, form: Format, spoken: Catalogue) -> Export:
    title = spoken.pages["copy"]["title"]
    day = said_day(british(at).date(), spoken.pages["parts"])
    shown = _initials_alone(peer_map, spoken)
    alt = young_lines.in_one(title, shown, spoken)
    sheet = {"title": title, "day": day, "language": spoken.code.split("-")[0], "alt": alt}
    drawn = picture(shown, title=title, width=1050, height=640)
    body = typeset("young_copy", sheet, {"picture": drawn}, at, form)
    return Export(body, _MEDIA[form], f"{w.COPY_FILE}.{form}")


def _initials_alone(peer_map: PeerMap, spoken: Catalogue) -> PeerMap:
    """The map as whoever finds the copy may see it: a place that says too much is what it is.

    "Sam Jones house", kept with a reason, is "home" here. Screened when the copy is made, so that
    what newer screening finds counts for maps of before it too.
    """
    words = spoken.pages["board"]
    places = tuple(
        replace(place, label=words[f"place_{place.kind}"]) if screen_text(place.label) else place
        for place in peer_map.places
    )
    return replace(peer_map, places=places)


def _case_file(sheet: maps.MapSheet, plan: _Plan, name: str, now: datetime) -> Export:
    squiggle = isinstance(sheet.mark, Squiggle)
    words = {
        "title": w.TITLE,
        "lead": w.lead(sheet.initials),
        "foot": w.foot(name, whole_moment(now)),
        "facts": _facts(sheet),
        "alt": w.alt(sheet.initials),
        "list_title": w.LIST,
        "lines": map_sentences.lines(sheet.lines),
        "said_title": w.SAID,
        "said": _said(sheet, plan),
        "mark_term": w.MARK,
        "mark_alt": w.SQUIGGLE if squiggle else "",
        "noted_title": w.NOTED,
        "noted": _noted(sheet),
        "next_title": w.NEXT,
        "next": _next(sheet, plan),
    }
    pictures = {"picture": sheet.svg}
    if isinstance(sheet.mark, Squiggle):
        pictures["mark"] = squiggle_picture(sheet.mark, title=w.SQUIGGLE)
    return Export(typeset("case_file", words, pictures, now, "pdf"), _MEDIA["pdf"], w.FILE)


def _facts(sheet: maps.MapSheet) -> Rows:
    return [
        (w.CASE, sheet.reference),
        (w.YOUNG_PERSON, sheet.initials),
        (w.VERSION, w.version(sheet.version, sheet.newest)),
        (w.KEPT, whole_moment(sheet.kept_at)),
        (w.PURPOSE, worker_pages.PURPOSES[sheet.purpose]),
    ]


def _said(sheet: maps.MapSheet, plan: _Plan) -> Rows:
    """The three answers, those that hold now where they differ, the mark, the wording."""
    said = sheet.answers
    rows = [
        (w.KEEP, w.ANSWERS[said.keep]),
        (w.PLAN, w.ANSWERS[said.plan]),
        (w.TALK, w.ANSWERS[said.talk]),
    ]
    if plan.newest is not None and plan.newest != said:
        rows.append((w.NEWEST, map_sentences.answers(plan.newest)))
    if not isinstance(sheet.mark, Squiggle):
        rows.append((w.MARK, w.TICK))
    return [*rows, (w.WORDING, w.wording(sheet.words_version, sheet.language))]


def _noted(sheet: maps.MapSheet) -> Rows:
    rows = [*map_sentences.noted(sheet.presence), *map_sentences.company(sheet.company)]
    if sheet.tablets > 1:
        rows.append((worker_pages.TABLETS_JOINED, str(sheet.tablets)))
    for note in sheet.later_notes:
        added = say.added_later(whole_moment(note.at), note.by)
        rows += [(f"{term}, {added}", text) for term, text in map_sentences.noted(note.presence)]
    return rows + _others(sheet)


def _others(sheet: maps.MapSheet) -> Rows:
    """Who else agreed, each note with its day; nothing where nobody else must."""
    if sheet.other.missing:
        return [(agreed.OTHERS, agreed.NOT_NOTED)]
    rows = []
    for note in sheet.other.notes:
        said = (
            agreed.nobody_asked(note.because)
            if note.who is Other.NOT_ASKED or note.on is None
            else agreed.agreed_on(agreed.WHO[note.who], whole_day(note.on))
        )
        rows.append((f"{agreed.OTHERS}, {agreed.noted(whole_moment(note.at), note.by)}", said))
    return rows


def _next(sheet: maps.MapSheet, plan: _Plan) -> Rows:
    """The step with its review date, or why none; and after which map it was said."""
    step = plan.step
    if not may_plan(plan.newest):
        return [(w.STEP, w.NOT_FOR_PLANNING)]
    if step is None:
        return [(w.STEP, w.NOTHING_YET)]
    term, text = (w.STEP, step.text) if step.kind == "step" else (w.NO_STEP, step.because)
    day = whole_day(british(step.said_at).date())
    rows = [(term, w.step_line(text, step.said_by, day))]
    if step.review is not None:
        rows.append((w.REVIEW, whole_day(step.review)))
    if step.for_version != sheet.version:
        rows.append((w.VERSION, w.of_map(step.for_version)))
    return rows
