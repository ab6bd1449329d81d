"""What leaves on paper: the case file's record, and the young person's copy."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from bench.full_board import full_board
from peermap_app.bootstrap import House
from peermap_app.domain.company import Company, Here
from peermap_app.domain.consent import Answer, PresenceNote, Present, Understanding
from peermap_app.domain.errors import NotFound
from peermap_app.domain.peer_map import from_wire
from peermap_app.domain.picture import picture
from peermap_app.domain.purpose import Purpose
from peermap_app.services import agreed, exports, plans, typeset
from peermap_app.services.unit import reading, write_counts
from peermap_app.storage.tables import AccessRecord
from tests.builders import a_map, a_person, a_place, a_step_form
from tests.pseudo import pseudo_languages
from tests.refusals import told_by
from tests.services.world import ADE, ALEX, KS_CASE, PRIYA, SAM, World, a_world, choose, recorded

NOTED = PresenceNote((Present.WORKER_ONLY,), (Understanding.OWN_WORDS,))
AT = datetime(2026, 7, 1, 23, 30, 5, 123456, tzinfo=UTC)


class Given:
    """What the typesetter was given, instead of what it made of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sheet: Mapping[str, Any] = {}
        self.pictures: Mapping[str, str] = {}
        self._make = exports.typeset
        monkeypatch.setattr(exports, "typeset", self)

    def __call__(
        self,
        name: str,
        sheet: Mapping[str, object],
        pictures: Mapping[str, str],
        at: datetime,
        form: typeset.Format,
    ) -> bytes:
        self.sheet, self.pictures = sheet, pictures
        return self._make(name, sheet, pictures, at, form)

    @property
    def everything(self) -> str:
        """All that can stand on the paper."""
        return json.dumps([self.sheet, self.pictures], ensure_ascii=False)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    """Watches what is set."""
    return Given(monkeypatch)


async def test_the_record_says_what_was_agreed(house: House, given: Given) -> None:
    """Case, version, day, purpose, the three answers, the mark, the wording, who was there, the map
    as picture and list, and what happens next."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE, talk="not_sure", noted=NOTED)
    step = a_step_form(text="Visit on Saturdays", review="2026-12-20")
    await plans.say_next_step(
        house, world[SAM], world.case(KS_CASE), step, purpose=Purpose.PLAN_TOGETHER
    )
    made = await exports.case_file(
        house, world[SAM], world.case(KS_CASE), "1", purpose=Purpose.PLAN_TOGETHER
    )
    assert made.body.startswith(b"%PDF-1.7")
    assert (made.media_type, made.file_name) == ("application/pdf", "record.pdf")
    facts, said, noted = (dict(given.sheet[key]) for key in ("facts", "said", "noted"))
    assert facts["Case"] == KS_CASE
    assert facts["Version"] == "Map 1, the newest"
    assert facts["Kept"] == "24 November 2026, 10:00"
    assert facts["Purpose"] == "To plan safety with the young person"
    assert list(said.values())[:3] == ["Yes", "Yes", "Not sure"]
    assert said["Words that they saw"].endswith(", English")
    assert "<path" in given.pictures["mark"]
    assert noted["Who was there"] == "only the worker"
    assert ">JS</text>" in given.pictures["picture"]
    assert any(line.startswith("AK: good") for line in given.sheet["lines"])
    assert "Visit on Saturdays" in given.sheet["next"][0][1]
    assert given.sheet["foot"].startswith("Confidential. Printed by Sam S.")


async def test_the_record_says_who_was_there_in_their_own_word_and_who_else_agreed(
    house: House, given: Given
) -> None:
    """What the page of a kept map says stands on its record too: a No to the company above all."""
    older = replace(house, settings=replace(house.settings, agrees_alone_from=16))
    world = await a_world(older)
    here = Company((Here.PARENT_OR_CARER, Here.FRIEND), Answer.NO)
    await choose(world, SAM, KS_CASE, noted=NOTED, company=here)
    who, case = world[SAM], world.case(KS_CASE)
    await exports.case_file(older, who, case, "1", purpose=Purpose.PLAN_TOGETHER)
    noted = dict(given.sheet["noted"])
    assert noted["Who was there"] == "only the worker"
    assert noted["Who was there, as the young person said"] == "a parent or carer, a friend"
    assert noted["Was it OK to choose with them there"] == "No"
    assert noted["Who else agreed"] == "Not noted yet"
    day = older.clock().date().isoformat()
    parent = {"agreed_who": "parent_or_carer", "agreed_on": day}
    await agreed.say_who_agreed(older, who, case, parent)
    await exports.case_file(older, who, case, "1", purpose=Purpose.PLAN_TOGETHER)
    term, said = given.sheet["noted"][-1]
    assert term.startswith("Who else agreed, noted")
    assert said.startswith("A parent or carer, ")


async def test_the_record_of_an_older_map_says_so(house: House, given: Given) -> None:
    """It names the answers that hold now, and without a Yes to planning no step stands on it."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    step = a_step_form(text="Visit on Saturdays", review="2026-12-20")
    await plans.say_next_step(
        house, world[SAM], world.case(KS_CASE), step, purpose=Purpose.PLAN_TOGETHER
    )
    await choose(world, SAM, KS_CASE, plan="no")
    await exports.case_file(
        house, world[SAM], world.case(KS_CASE), "1", purpose=Purpose.PLAN_TOGETHER
    )
    assert dict(given.sheet["facts"])["Version"] == "Map 1; a newer one was kept since"
    assert "Plan: no" in dict(given.sheet["said"])["Newest answers, which hold now"]
    assert "Visit on Saturdays" not in given.everything


async def test_the_copy_holds_initials_alone(house: House, given: Given) -> None:
    """No case, no worker, no young person, nothing that was answered; a neutral title and name."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    for form, begins in (("pdf", b"%PDF"), ("png", b"\x89PNG")):
        made = await exports.young_copy_for(
            house, world[SAM], world.case(KS_CASE), 1, form, purpose=Purpose.PLAN_TOGETHER
        )  # type: ignore[arg-type]
        assert made.body.startswith(begins)
        assert made.file_name == f"picture.{form}"
        assert set(given.sheet) == {"title", "day", "language", "alt"}
        assert given.sheet["alt"].startswith("My map. AK: good, ")
        assert given.sheet["title"] == "My map"
        assert list(given.pictures) == ["picture"]
        for telling in (KS_CASE, "Sam", world.case(KS_CASE), "Youth Support"):
            assert telling not in given.everything
            assert telling.encode() not in made.body


@pytest.mark.parametrize(
    ("label", "kind", "shown"),
    [
        ("Sam Jones house", "home", "home"),
        ("by 07700 900123", "shop", "shop"),
        ("Jo O'Brien's", "other", "somewhere else"),
        ("nan's house", "home", "nan's house"),
    ],
)
async def test_a_place_that_says_who_is_what_it_is_on_the_copy(
    given: Given, label: str, kind: str, shown: str
) -> None:
    """The copy says "It shows initials": a label that screening finds, kept with a reason, is the
    word of its kind on it, as PDF and as picture; any other stays."""
    drawn = a_map(places=[a_place(label=label, kind=kind)])
    for form in ("pdf", "png"):
        await exports.young_copy(drawn, AT, form)  # type: ignore[arg-type]
        assert re.findall(r'font-size="18"[^>]*>([^<]*)<', given.pictures["picture"]) == [shown]


async def test_a_place_is_said_in_the_language_of_the_copy(given: Given) -> None:
    """The word of the kind comes from the young person's own language."""
    spoken = pseudo_languages()[0]
    drawn = a_map(places=[a_place(label="Sam Jones house", kind="home")])
    await exports.young_copy(drawn, AT, "png", spoken)
    assert f">{spoken.pages['board']['place_home']}</text>" in given.pictures["picture"]
    assert "Jones" not in given.everything


async def test_the_record_keeps_what_the_place_was_called(given: Given) -> None:
    """The case file is the worker's: what was kept with a reason stands there as it was typed."""
    svg = picture(a_map(places=[a_place(label="Sam Jones house")]), title="A map")
    assert ">Sam Jones house</text>" in svg


async def test_taking_one_is_recorded_and_so_is_being_refused(house: House) -> None:
    """Rule 10: each taking stands on the case's own chain, each refusal too, and to whoever may
    not it looks as if there were nothing."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    case = world.case(KS_CASE)
    await exports.case_file(house, world[SAM], case, "1", purpose=Purpose.PLAN_TOGETHER)
    await exports.young_copy_for(house, world[SAM], case, "1", "png", purpose=Purpose.PLAN_TOGETHER)
    assert [row[:2] for row in await _exported(world)] == [("export_map", "allowed")] * 2
    for name in (PRIYA, ADE, ALEX):
        for version in ("1", "99"):
            with pytest.raises(NotFound):
                await exports.case_file(
                    house, world[name], case, version, purpose=Purpose.PLAN_TOGETHER
                )
            with pytest.raises(NotFound):
                await exports.young_copy_for(
                    house, world[name], case, version, "pdf", purpose=Purpose.PLAN_TOGETHER
                )
    for version in ("2", "0", "-1", "one", None, "1" * 9):
        with pytest.raises(NotFound):
            await exports.case_file(house, world[SAM], case, version, purpose=Purpose.PLAN_TOGETHER)
    await write_counts(house, everything=True)
    refused = select(AccessRecord.detail).where(
        AccessRecord.action == "export_map", AccessRecord.outcome == "refused"
    )
    async with reading(house) as session:
        details = (await session.exec(refused)).all()
    assert sum(map(told_by, details)) == 3 * 4 + 6


async def _exported(world: World) -> list[tuple[Any, ...]]:
    return [row for row in await recorded(world, KS_CASE) if row[0] == "export_map"]


SCRIPTS = ["ÉŁ", "АЖ", "محب", "বক", "ਪਸ", "ΔΩ", "ሀለ", "אב", "தம", "กข", "कम", "ગજ", "ՀԱ", "აბ"]


@pytest.mark.parametrize("initials", SCRIPTS)
async def test_initials_of_any_script_are_letters(initials: str) -> None:
    """Each is in a font of ours: no other font is looked into."""
    typeset._fonts.cache_clear()
    body = (await exports.young_copy(a_map(people=[a_person(initials=initials)]), AT, "pdf")).body
    assert b"/MarkInfo" in body
    assert typeset._fonts.cache_info().currsize == 1


async def test_a_letter_that_no_font_of_ours_has_is_looked_for_elsewhere() -> None:
    """The machine's fonts are read then; the paper is made whatever is found there."""
    odd = a_map(people=[a_person(initials="\U00012000\U00012001")])
    for form, begins in (("pdf", b"%PDF"), ("png", b"\x89PNG")):
        typeset._fonts.cache_clear()
        assert (await exports.young_copy(odd, AT, form)).body.startswith(begins)  # type: ignore[arg-type]
        assert typeset._fonts.cache_info().currsize == 2


async def test_the_paper_is_for_a_screen_reader_too(given: Given) -> None:
    """PDF/UA-1: tagged, with a title and the picture's words, also for a full board."""
    body = (await exports.young_copy(from_wire(full_board()), AT, "pdf")).body
    assert b"pdfuaid" in body


async def test_what_was_typed_is_never_a_template(given: Given) -> None:
    """A label in the language of the templates stands there as it was typed."""
    sheet = {"title": '#panic("no") $x$ *b*', "day": '#read("case_file.typ")', "language": "en"}
    sheet["alt"] = "#lorem(9)"
    body = typeset.typeset("young_copy", sheet, {"picture": _square()}, AT, "pdf")
    assert body.startswith(b"%PDF")


def _square() -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/>'
        "</svg>"
    )


async def test_the_day_is_british(given: Given) -> None:
    """A map kept late on a summer evening carries the day of the clock on the wall."""
    await exports.young_copy(a_map(), AT, "pdf")
    assert given.sheet["day"] == "2 July 2026"
