"""Script in every text that is kept: which those are, and that each leaves as text alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from email.message import EmailMessage
from typing import Any
from xml.etree import ElementTree

import pytest
import pytest_asyncio

from peermap_app.bootstrap import build_house, close_house
from peermap_app.domain.deliveries import Channel
from peermap_app.notify import outbox
from peermap_app.notify.channels import ToPages
from peermap_app.notify.mail_alerts import ByMail
from peermap_app.services import exports, subject_access
from peermap_app.services.subject_record import HELD
from peermap_app.settings import Settings
from peermap_app.settings_mail import Smtp
from tests import compiled_once, moulds
from tests.attacks.counted import Tried
from tests.fakes import FakeClock, FakeHints, FakeRooms, FakeSlow
from tests.services import text_table as t
from tests.services.endings import ROBIN
from tests.services.planted import LABEL, PLAN, Planted, planted
from tests.services.test_exports import Given
from tests.services.test_formulas import RUNS
from tests.services.test_subject_access import ASK, opened
from tests.services.text_fields import text_columns, where_words_lie
from tests.services.world import KS_CASE, SAM

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def made(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Planted]:
    """Every text is written. On SQLite alone: what is tried are texts, and no statement."""
    var = tmp_path_factory.mktemp("planted")
    settings = Settings.from_env({"PEERMAP_VAR": str(var), "PEERMAP_AGREES_ALONE_FROM": "16"})
    settings = replace(settings, smtp=Smtp("127.0.0.1", 25, "peermap@council.example", "none"))
    await asyncio.to_thread(moulds.fill, settings.database_url)
    clock = FakeClock()
    house = await build_house(
        settings, clock=clock, rooms=FakeRooms(clock), hints=FakeHints(), slow=FakeSlow()
    )
    compiled_once.share(house.engine)
    yield await planted(house)
    await close_house(house)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def lies(made: Planted) -> Mapping[str, Sequence[str]]:
    """Every text that is kept now, by where."""
    return await where_words_lie(made.house)


async def test_every_column_of_text_is_tried_or_holds_none() -> None:
    """A new column says here what it is."""
    tried, others = t.columns(t.TRIED), t.others()
    sealed = {f"{table}.sealed" for table in {*t.TRIED_SEALED, *t.OTHERS_SEALED}}
    assert text_columns() == tried | others | sealed
    assert not tried & others
    assert not sealed & others


@pytest.mark.attack("script", tries=60)
async def test_every_text_that_is_kept_was_written_with_script(
    lies: Mapping[str, Sequence[str]], tried: Tried
) -> None:
    """In each column and under each key that is for words the script stands as it was typed, and
    nowhere else; a new key says what it is."""
    marked = {path for path, texts in lies.items() if any(LABEL in text for text in texts)}
    wanted = t.columns(t.TRIED) | t.keys(t.TRIED_SEALED)
    assert marked == wanted
    sealed = {path for path in lies if ".sealed" in path and not path.startswith(t.OUR_SENTENCES)}
    assert sealed - wanted == t.keys(t.OTHERS_SEALED)
    tried("script", len(marked))


@pytest.mark.attack("script", tries=3)
async def test_on_paper_it_is_letters(
    made: Planted, tried: Tried, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case file's record and the young person's copies: the pictures hold no element of it,
    and the papers nothing that acts."""
    given = Given(monkeypatch)
    of = made.of(SAM, KS_CASE)
    papers = [await exports.case_file(*of, "1", **PLAN)]
    assert LABEL in json.dumps([given.sheet["lines"], given.sheet["next"]])
    drawn = [*given.pictures.values()]
    for form in ("pdf", "png"):
        papers.append(await exports.young_copy_for(*of, "1", form, **PLAN))  # type: ignore[arg-type]
        drawn += given.pictures.values()
    for picture in drawn:
        names = {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(picture).iter()}
        assert not names & {"img", "image", "script", "foreignObject", "a"}
        assert LABEL not in picture
    assert any("&lt;img/src=x/onerror=p()&gt;" in picture for picture in drawn)
    for paper in papers:
        assert [sign for sign in RUNS if sign in paper.body] == []
        tried("script")


@pytest.mark.attack("script", tries=20)
async def test_in_a_young_persons_record_it_is_strings(made: Planted, tried: Tried) -> None:
    """The page that opens it holds nothing of it in plain; inside, each list is of JSON."""
    bundle = await subject_access.make(made.house, made.world[ROBIN], ASK)
    page = bundle.file.body.decode()
    assert "onerror" not in page
    assert page.count("<script") == 2
    files = opened(bundle.file.body, bundle.passphrase)
    assert {name.rpartition(".")[2] for name in files} == {"json", "pdf"}
    record = json.loads(files["record.json"])
    marked = [name for name in set(HELD.values()) if LABEL in json.dumps(record.get(name))]
    assert {"maps", "next_steps", "flags", "flags_changed", "worked_with"} <= {*marked}
    strings = [one for one in _strings(record) if LABEL in one]
    tried("script", len(strings))
    for name, paper in files.items():
        if name.endswith("pdf"):
            assert [sign for sign in RUNS if sign in paper] == []


def _strings(held: Any) -> list[str]:
    if isinstance(held, dict):
        return [one for value in held.values() for one in _strings(value)]
    if isinstance(held, list):
        return [one for value in held for one in _strings(value)]
    return [held] if isinstance(held, str) else []


@pytest.mark.attack("script", tries=3)
async def test_no_message_says_any_of_it(made: Planted, tried: Tried) -> None:
    """Mails about flags, and what pages are told: neither holds a letter that somebody typed. Of a
    push tests/notify/test_web_push.py opens the body: a reference of one length."""
    mails: list[EmailMessage] = []

    async def hand(smtp: Smtp, message: EmailMessage) -> None:
        mails.append(message)

    clock, hints = FakeClock(made.house.clock()), FakeHints()
    house = replace(made.house, clock=clock, hints=hints)
    channels = {Channel.PAGE: ToPages(), Channel.MAIL: ByMail(hand)}
    for _ in range(3):
        await outbox.deliver(house, channels)
        clock.forward(minutes=16)
    assert {mail["To"] for mail in mails} == {"sam@west.example", "priya@west.example"}
    told = [mail.as_string() for mail in mails] + [repr(each) for each in hints.told]
    assert hints.told
    assert [one for one in told if "onerror" in one or "07700" in one] == []
    tried("script", len(told))
