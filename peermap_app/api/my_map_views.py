"""My map in words, for its templates: plain values that stand ready, and nothing of any case."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peermap_app.domain.consent import Answer, Statement
from peermap_app.domain.peer_map import PeerMap
from peermap_app.domain.withdrawal import By
from peermap_app.services import young_lines
from peermap_app.services.my_map import MyMap, Picture
from peermap_app.services.withdrawals import ChangeLine, said_when
from peermap_app.words.dates import british, said_day
from peermap_app.words.languages import Catalogue
from peermap_app.words.young import fill

from . import my_map_signs as signs
from .my_map_signs import Told, told

_TEXTED = " (text)"
"""How the setting says that a help line is written to, not called (docs/operating.md)."""


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
    """One map: its picture as a data address, or the sentences about what became of it.

    `to` and `take`: where it is taken back, and where a copy of it is taken; "" once it went.
    `until`: when it closes. `lines`: all that it shows, in words.
    """

    number: int
    caption: str
    src: str
    until: tuple[Told, ...]
    gone: tuple[Told, ...]
    to: str
    take: str
    lines: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The words that were shown with one map; none when they are not known any more."""

    title: str
    language: str
    sentences: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody to call or to text: what is said, where it leads ("" for nowhere), the number."""

    sign: str
    words: str
    to: str
    number: str


@dataclass(frozen=True, slots=True)
class PageView:
    """The whole page."""

    said: tuple[Said, ...]
    when: tuple[Told, ...]
    looked: tuple[Told, ...]
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
    sentences: tuple[Told, ...]
    ways: tuple[tuple[str, str, str], ...]
    """(answer, words, sign) of each way on that changes something."""


@dataclass(frozen=True, slots=True)
class TakeView:
    """Before a copy is taken: what to think of, and where the two kinds are."""

    sentences: tuple[Told, ...]
    paper: str
    picture: str


@dataclass(frozen=True, slots=True)
class DoneView:
    """The receipt of a change."""

    day: str
    said: str
    sentences: tuple[Told, ...]


def page(
    shown: MyMap, help_lines: Sequence[tuple[str, str]], now: datetime, spoken: Catalogue
) -> PageView:
    """All of My map."""
    drawn = [_drawn(one, spoken) for one in shown.pictures]
    return PageView(
        said=_said(shown, spoken),
        when=tuple(sorted_lines(shown, spoken)),
        looked=_looked(shown, spoken),
        newest=drawn[0] if drawn else None,
        older=tuple(drawn[1:]),
        words=tuple(_words(one, spoken) for one in shown.pictures),
        contacts=tuple(_call(one.first_name, one.phone, spoken) for one in shown.contacts),
        help_lines=tuple(_call(name, number, spoken) for name, number in help_lines),
    )


def _call(name: str, number: str, spoken: Catalogue) -> Line:
    """A number to call, or to text where its name says so; no link where nothing can be dialled."""
    texted = name.endswith(_TEXTED)
    way, scheme, sign = ("text", "sms", "words") if texted else ("call", "tel", "phone")
    words = fill(spoken.pages["my_map"][way], worker=name.removesuffix(_TEXTED))
    dialled = _dialled(number)
    return Line(sign, words, f"{scheme}:{dialled}" if dialled else "", number)


def _said(shown: MyMap, spoken: Catalogue) -> tuple[Said, ...]:
    now, m = shown.now, spoken.pages["my_map"]
    if now is None:
        return ()
    stands = now.keep is Answer.YES
    given = ((Statement.KEEP, now.keep), (Statement.PLAN, now.plan), (Statement.TALK, now.talk))
    return tuple(
        Said(
            sign=statement.value,
            words=m[statement.value],
            answer=m[(answer or Answer.NO).value],
            to=f"/my-map/mind/{_address(shown, statement)}" if stands else "",
            label=fill(m["change_what"], what=m[statement.value]),
        )
        for statement, answer in given
    )


def _address(shown: MyMap, statement: Statement) -> str:
    """Where a statement is changed; the first one is about the newest map that stands."""
    if statement is not Statement.KEEP:
        return statement.value
    return f"keep-{next(one.version for one in shown.pictures if one.stands)}"


def sorted_lines(shown: MyMap, spoken: Catalogue) -> list[Told]:
    """What was said when, newest first: choosing with each map, and every change since."""
    lines: list[tuple[datetime, Told]] = [
        (one.kept_at, Told("picture", _chose(one, spoken))) for one in shown.pictures
    ]
    for each in shown.changes:
        said, statement = _changed(each, spoken), each.change.statement
        sentences = signs.sentences(said, statement.value, "pencil")
        if statement in signs.ENDED and each.change.answer is not Answer.YES:
            ended = spoken.pages["my_map"][f"{statement.value}_ended"]
            sentences += (Told(signs.ENDED[statement], ended),)
        lines += [(each.at, one) for one in sentences]
    return [one for _, one in sorted(lines, key=lambda line: line[0], reverse=True)]


def _looked(shown: MyMap, spoken: Catalogue) -> tuple[Told, ...]:
    """Who looked on which day, newest first."""
    m = spoken.pages["my_map"]
    return tuple(
        Told(signs.LOOKED[each.who], fill(m[f"looked_{each.who}"], day=_on(each.on, spoken)))
        for each in shown.looks
    ) or (Told("eye_off", m["looked_nobody"]),)


def _chose(one: Picture, spoken: Catalogue) -> str:
    day = _day(one.kept_at, spoken)
    return fill(spoken.pages["my_map"]["chose"], day=day, number=str(one.version))


def _changed(line: ChangeLine, spoken: Catalogue) -> str:
    change, m = line.change, spoken.pages["my_map"]
    sentence = m["aloud"] if change.by is By.SAID_ALOUD else m["changed"]
    day = _on(said_when(line), spoken) if change.said_on else _day(line.at, spoken)
    return fill(sentence, day=day, what=m[change.statement.value], answer=m[change.answer.value])


def _drawn(one: Picture, spoken: Catalogue) -> Drawn:
    number, m = str(one.version), spoken.pages["my_map"]
    day = _on(one.until, spoken) if one.until else ""
    what = "locked" if one.locked else "lapsed" if one.lapsed else "gone"
    gone = fill(m[what], number=number, day=day)
    until = signs.sentences(fill(m["until"], day=day), *signs.UNTIL) if day else ()
    svg = base64.b64encode(one.svg.encode()).decode()
    return Drawn(
        number=one.version,
        caption=fill(m["number"], number=number, day=_day(one.kept_at, spoken)),
        src=f"data:image/svg+xml;base64,{svg}" if one.svg else "",
        until=until if one.svg else (),
        gone=() if one.svg else signs.sentences(gone, *signs.WENT[what]),
        to=f"/my-map/mind/keep-{number}" if one.stands else "",
        take=f"/my-map/take/{number}" if one.svg else "",
        lines=tuple(_in_words(one.drawn, spoken)) if one.drawn else (),
    )


def _in_words(drawn: PeerMap, spoken: Catalogue) -> Iterator[Told]:
    for line in young_lines.lines(drawn, spoken):
        yield Told(signs.DRAWN[line.kind], line.words)


def _words(one: Picture, spoken: Catalogue) -> Words:
    title = fill(spoken.pages["my_map"]["words_of"], number=str(one.version))
    return Words(title, one.language, told(one.words, signs.SHOWN))


def take(shown: MyMap, version: str, spoken: Catalogue) -> TakeView | None:
    """What is asked before a copy is taken; None when that map is not there (any more)."""
    if not any(str(one.version) == version and one.svg for one in shown.pictures):
        return None
    phone = Told("phone", spoken.pages["my_map"]["take_phone"])
    here = f"/my-map/take/{version}"
    asked = told(spoken.pages["copy"], signs.TAKE)
    return TakeView((*asked, phone), f"{here}/pdf", f"{here}/png")


def ask(
    shown: MyMap, statement: Statement, version: int | None, spoken: Catalogue
) -> AskView | None:
    """What is said before a change; None when there is nothing to change."""
    m, now = spoken.pages["mind"], shown.now
    if now is None or now.keep is not Answer.YES:
        return None
    about = {key: m[key] for key in m if key.startswith(f"{statement.value}_")}
    sentences = told(about, signs.MIND)
    if statement is Statement.KEEP:
        if not any(one.version == version and one.stands for one in shown.pictures):
            return None
        title = fill(m["keep_title"], number=str(version))
        return AskView("keep", title, "", sentences, (("no", m["keep_yes"], "cross"),))
    answer = (now.plan if statement is Statement.PLAN else now.talk) or Answer.NOT_SURE
    marks = {Answer.YES: "tick", Answer.NO: "cross", Answer.NOT_SURE: "unsure"}
    return AskView(
        sign=statement.value,
        title=m[f"{statement.value}_title"],
        now=fill(m["now"], answer=spoken.pages["my_map"][answer.value]),
        sentences=sentences,
        ways=tuple(
            (one.value, m[f"to_{one.value}"], marks[one]) for one in Answer if one is not answer
        ),
    )


def done(
    statement: Statement, answer: Answer, version: int | None, now: datetime, spoken: Catalogue
) -> DoneView:
    """The receipt of a change: what ended with it too, whether there was any or not, so that it

    tells nobody who holds the phone whether there are links (rule 8).
    """
    d, m = spoken.pages["mind_done"], spoken.pages["my_map"]
    if statement is Statement.KEEP:
        said = fill(d["out"], number=str(version))
    else:
        said = fill(d["said"], what=m[statement.value], answer=m[answer.value])
    ends = answer is not Answer.YES
    left_out = {f"{one.value}_ended" for one in Statement if one is not statement or not ends}
    held = {key: text for key, text in d.items() if key not in left_out}
    return DoneView(fill(d["day"], day=_day(now, spoken)), said, told(held, signs.DONE))


def _day(moment: datetime, spoken: Catalogue) -> str:
    return _on(british(moment).date(), spoken)


def _on(day: date, spoken: Catalogue) -> str:
    return said_day(day, spoken.pages["parts"])


def _dialled(number: str) -> str:
    """What a telephone can dial: digits and a leading plus, nothing else."""
    return "".join(sign for sign in number if sign.isascii() and (sign.isdigit() or sign == "+"))
