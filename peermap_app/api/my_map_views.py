"""My map in words, for its templates: plain values that stand ready, and nothing of any case."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from peermap_app.domain.consent import Answer, Statement
from peermap_app.domain.withdrawal import By
from peermap_app.services.my_map import MyMap, Picture
from peermap_app.services.withdrawals import ChangeLine, said_when
from peermap_app.words import my_map as w
from peermap_app.words.dates import british, whole_day
from peermap_app.words.young import fill

_W = w.MY_MAP
_SHOWN_WORDS = (
    "who_sees", "police", "change_mind", "must_tell", "same_help", "keep", "keep_more", "plan",
    "plan_more", "talk", "talk_more", "unanswered",
)  # fmt: skip
"""The sentences of Your map, your say that carry meaning; the rest are buttons and labels."""


@dataclass(frozen=True, slots=True)
class Said:
    """One statement and the answer to it that counts now. `to`: where it can be changed, or ""."""

    sign: str
    words: str
    answer: str
    to: str
    label: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One map: its picture as a data address, or the sentence about what became of it."""

    number: int
    caption: str
    src: str
    gone: str
    to: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words that were shown with one map; none when they are not known any more."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody to call: what is said, what is dialled ("" for nothing), and the number."""

    words: str
    dialled: str
    number: str


@dataclass(frozen=True, slots=True)
class PageView:
    """The whole page."""

    said: tuple[Said, ...]
    when: tuple[str, ...]
    newest: Drawn | None
    older: tuple[Drawn, ...]
    words: tuple[Words, ...]
    contacts: tuple[Line, ...]
    help_lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class AskView:
    """Before a change: what it is, what happens, and the ways on."""

    sign: str
    title: str
    now: str
    sentences: tuple[str, ...]
    ways: tuple[tuple[str, str, str], ...]
    """(answer, words, sign) of each way on that changes something."""


@dataclass(frozen=True, slots=True)
class DoneView:
    """The receipt of a change."""

    day: str
    said: str


def page(shown: MyMap, help_lines: Sequence[tuple[str, str]], now: datetime) -> PageView:
    """All of My map."""
    drawn = [_drawn(one) for one in shown.pictures]
    return PageView(
        said=_said(shown),
        when=tuple(sorted_lines(shown)),
        newest=drawn[0] if drawn else None,
        older=tuple(drawn[1:]),
        words=tuple(_words(one) for one in shown.pictures),
        contacts=tuple(
            Line(fill(_W["call"], worker=one.first_name), _dialled(one.phone), one.phone)
            for one in shown.contacts
        ),
        help_lines=tuple(Line(name, _dialled(number), number) for name, number in help_lines),
    )


def _said(shown: MyMap) -> tuple[Said, ...]:
    now = shown.now
    if now is None:
        return ()
    stands = now.keep is Answer.YES
    given = ((Statement.KEEP, now.keep), (Statement.PLAN, now.plan), (Statement.TALK, now.talk))
    return tuple(
        Said(
            sign=statement.value,
            words=_W[statement.value],
            answer=_W[(answer or Answer.NO).value],
            to=f"/my-map/mind/{_address(shown, statement)}" if stands else "",
            label=fill(_W["change_what"], what=_W[statement.value]),
        )
        for statement, answer in given
    )


def _address(shown: MyMap, statement: Statement) -> str:
    """Where a statement is changed; the first one is about the newest map that stands."""
    if statement is not Statement.KEEP:
        return statement.value
    return f"keep-{next(one.version for one in shown.pictures if one.svg)}"


def sorted_lines(shown: MyMap) -> list[str]:
    """What was said when, newest first: choosing with each map, and every change since."""
    lines: list[tuple[datetime, str]] = [
        (one.kept_at, fill(_W["chose"], day=_day(one.kept_at), number=str(one.version)))
        for one in shown.pictures
    ]
    lines += [(one.at, _changed(one)) for one in shown.changes]
    return [words for _, words in sorted(lines, key=lambda line: line[0], reverse=True)]


def _changed(line: ChangeLine) -> str:
    change = line.change
    sentence = _W["aloud"] if change.by is By.SAID_ALOUD else _W["changed"]
    day = whole_day(said_when(line)) if change.said_on else _day(line.at)
    return fill(sentence, day=day, what=_W[change.statement.value], answer=_W[change.answer.value])


def _drawn(one: Picture) -> Drawn:
    number = str(one.version)
    gone = "" if one.svg else fill(_W["locked" if one.locked else "gone"], number=number)
    svg = base64.b64encode(one.svg.encode()).decode()
    return Drawn(
        number=one.version,
        caption=fill(_W["number"], number=number, day=_day(one.kept_at)),
        src=f"data:image/svg+xml;base64,{svg}" if one.svg else "",
        gone=gone,
        to=f"/my-map/mind/keep-{number}" if one.svg else "",
    )


def _words(one: Picture) -> Words:
    title = fill(_W["words_of"], number=str(one.version))
    return Words(title, tuple(one.words[key] for key in _SHOWN_WORDS if key in one.words))


def ask(shown: MyMap, statement: Statement, version: int | None) -> AskView | None:
    """What is said before a change; None when there is nothing to change."""
    m, now = w.MIND, shown.now
    if now is None or now.keep is not Answer.YES:
        return None
    if statement is Statement.KEEP:
        if not any(one.version == version and one.svg for one in shown.pictures):
            return None
        keys = ("keep_gone", "keep_locked", "keep_last", "keep_seen")
        title = fill(m["keep_title"], number=str(version))
        return AskView(
            "keep", title, "", tuple(m[key] for key in keys), (("no", m["keep_yes"], "cross"),)
        )
    planning = statement is Statement.PLAN
    answer = (now.plan if planning else now.talk) or Answer.NOT_SURE
    keys = (
        ("plan_stop", "plan_ends", "plan_again")
        if planning
        else ("talk_what", "talk_stop", "talk_told", "talk_tell")
    )
    signs = {Answer.YES: "tick", Answer.NO: "cross", Answer.NOT_SURE: "ring"}
    return AskView(
        sign=statement.value,
        title=m[f"{statement.value}_title"],
        now=fill(m["now"], answer=_W[answer.value]),
        sentences=tuple(m[key] for key in keys),
        ways=tuple(
            (one.value, m[f"to_{one.value}"], signs[one]) for one in Answer if one is not answer
        ),
    )


def done(statement: Statement, answer: Answer, version: int | None, now: datetime) -> DoneView:
    """The receipt of a change."""
    d = w.MIND_DONE
    if statement is Statement.KEEP:
        said = fill(d["out"], number=str(version))
    else:
        said = fill(d["said"], what=_W[statement.value], answer=_W[answer.value])
    return DoneView(fill(d["day"], day=_day(now)), said)


def _day(moment: datetime) -> str:
    return whole_day(british(moment).date())


def _dialled(number: str) -> str:
    """What a telephone can dial: digits and a leading plus, nothing else."""
    return "".join(sign for sign in number if sign.isascii() and (sign.isdigit() or sign == "+"))
