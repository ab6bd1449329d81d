"""What a spreadsheet would run: refused where a name is typed, and plain text in what leaves.

Nothing that PeerMap gives out is a sheet (PDF, PNG, JSON under a passphrase); a name that somebody
typed comes to stand in sheets elsewhere, so it may not begin like a formula in the first place.
"""

from __future__ import annotations

import json
import re

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.accounts import parse_name
from peermap_app.domain.errors import Invalid, Problems
from peermap_app.domain.purpose import Purpose
from peermap_app.services import administration, exports, plans, subject_access
from peermap_app.services.unit import reading, writing
from peermap_app.storage.tables import Team, Worker
from tests.builders import a_step_form
from tests.house.code import PACKAGE
from tests.services.endings import ROBIN
from tests.services.people import People
from tests.services.test_subject_access import ASK, opened, two_linked
from tests.services.world import KS_CASE, SAM, review

FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n@SUM(1)",
    " =1+1",
    "\u3000=1+1",
    "\uff1d1+1",
    "\uff20SUM(1)",
    "\u200b=1+1",
    "Jo\n=1+1",
    "Jo\r=1+1",
)
"""As they are typed: behind what is not seen, in their wide forms, on a line of their own, too."""
RUNS = (b"/URI", b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/SubmitForm", b"/OpenAction")
"""What a PDF could do beside being read."""


async def names(house: House) -> list[str]:
    """Every name of an account or a team that is held."""
    async with reading(house) as session:
        workers = (await session.exec(select(Worker.name))).all()
        return sorted([*workers, *(await session.exec(select(Team.name))).all()])


@pytest.mark.attack("formulas", tries=6)
@pytest.mark.parametrize("typed", FORMULAS, ids=range(len(FORMULAS)))
async def test_no_name_begins_like_a_formula(house: House, people: People, typed: str) -> None:
    """An administrator's new account (name, team), another team for one, a new team, another name
    for one: refused beside its field, and nothing is written."""
    before, alex = await names(house), people.alex
    form = {"name": "Jo B", "email": "jo@west.example", "role": "practitioner", "team": "West"}
    for field in ("name", "team"):
        with pytest.raises(Problems) as refused:
            await administration.add_account(house, alex, form | {field: typed})
        assert [each.data["field"] for each in refused.value.problems] == [field]
        assert {each.code for each in refused.value.problems} <= {"name_formula", "not_text"}
    moved = {"role": "practitioner", "team": typed}
    for call in (
        administration.change_account(house, alex, people.sam.worker_id, moved),
        administration.name_team(house, alex, {"name": typed}),
        administration.name_team(house, alex, {"name": typed, "team_id": people.east}),
    ):
        with pytest.raises(Invalid, match=r"name_formula|not_text"):
            await call
    assert await names(house) == before


@pytest.mark.attack("formulas")
@pytest.mark.parametrize("sign", ["=", "+", "-"])
async def test_no_new_account_has_a_formula_for_an_address(
    house: House, people: People, sign: str
) -> None:
    """An e-mail address may hold these signs; a new one does not begin with them."""
    email = f"{sign}cmd|x@west.example"
    form = {"name": "Jo B", "email": email, "role": "practitioner", "team": "West"}
    with pytest.raises(Problems) as refused:
        await administration.add_account(house, people.alex, form)
    assert [each.code for each in refused.value.problems] == ["email_shape"]


def test_names_that_people_have_are_taken() -> None:
    """A hyphen, a plus or an "at" inside a name is no formula."""
    for name in ("Anne-Marie O'Neil", "Team East+West", "Jo = Joanna", "Night desk @ home"):
        assert parse_name(name, "name") == name


@pytest.mark.attack("formulas", tries=2)
@pytest.mark.parametrize("typed", FORMULAS[:4], ids=range(4))
async def test_what_was_held_before_leaves_as_text(house: House, typed: str) -> None:
    """A name of before this rule and a step that begins like a formula, in the case file's record
    and in the whole record of a young person: letters on paper, and a string in JSON."""
    world = await two_linked(house)
    async with writing(world.house) as session:
        sam = await session.get(Worker, world.worker_id(SAM))
        assert sam is not None
        sam.name = typed
        session.add(sam)
    step = a_step_form(text=typed, review=review(world), screened_reason="As it was said.")
    case_id, purpose = world.case(KS_CASE), Purpose.PLAN_TOGETHER
    await plans.say_next_step(world.house, world[SAM], case_id, step, purpose=purpose)
    made = await exports.case_file(world.house, world[SAM], case_id, "1", purpose=purpose)
    bundle = await subject_access.make(world.house, world[ROBIN], ASK)
    files = opened(bundle.file.body, bundle.passphrase)
    assert {name.rpartition(".")[2] for name in files} == {"json", "pdf"}
    for paper in (made.body, *(each for name, each in files.items() if name.endswith("pdf"))):
        assert paper.startswith(b"%PDF-1.7")
        assert [sign for sign in RUNS if sign in paper] == []
    held = json.loads(files["record.json"])
    assert held["worked_with"][0]["name"] == typed
    assert typed in [one["text"] for one in held["next_steps"]]
    assert typed.encode() not in bundle.file.body


def test_nothing_that_is_given_out_is_a_sheet() -> None:
    """CSV is read from a file, and written for the demonstration's own file alone: whoever gives
    out a sheet one day says here how its cells are kept from running."""
    writes = re.compile(r"csv\.(writer|DictWriter)|text/csv|spreadsheetml|\.xlsx|openpyxl")
    found = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if writes.search(path.read_text(encoding="utf-8"))
    ]
    assert sorted(found) == ["services/demo.py", "ui/pages/imports.py"]
