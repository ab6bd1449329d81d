"""What counts as unusual: set by the data protection lead alone, within bounds, and recorded."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from peermap_app.bootstrap import House
from peermap_app.domain.errors import NotAllowed, Problems
from peermap_app.domain.house_settings import SETTINGS
from peermap_app.services import access_reading, house_rules
from peermap_app.services.unit import reading
from peermap_app.storage.tables import AccessRecord
from peermap_app.words import record_words, settings_words
from tests.services.people import People

USUAL = {name: str(each.usual) for name, each in SETTINGS.items()}


async def test_a_change_counts_and_is_recorded(house: House, people: People) -> None:
    """Only what changed is written, and the record says it in words; what is unusual follows it."""
    await house_rules.change(house, people.robin, USUAL | {"many_cases": "20", "weekends": "1"})
    assert await house_rules.values(house, people.robin) == {
        name: {"many_cases": 20, "weekends": 1}.get(name, each.usual)
        for name, each in SETTINGS.items()
    }
    assert (await access_reading.stands_out(house, people.robin))[2].many_cases == 20
    async with reading(house) as session:
        rows = await session.exec(
            select(AccessRecord.detail)
            .where(AccessRecord.action == "set_unusual", AccessRecord.rule == "also")
            .order_by(col(AccessRecord.number))
        )
        said = [record_words.about("set_unusual", detail) for detail in rows.all()]
    assert said == [
        "Cases in one hour that are still usual: 12 before, 20 now",
        "Do you work at weekends? No before, Yes now",
    ]


async def test_what_is_out_of_bounds_changes_nothing(house: House, people: People) -> None:
    """All or nothing."""
    with pytest.raises(Problems):
        await house_rules.change(
            house, people.robin, USUAL | {"many_cases": "20", "look_back": "99"}
        )
    assert (await house_rules.values(house, people.robin))["many_cases"] == 12


@pytest.mark.parametrize("name", ["sam", "nadia", "alex"])
async def test_nobody_else_changes_them(house: House, people: People, name: str) -> None:
    """Refused before anything that was typed is looked at: an administrator is watched too."""
    for asking in (house_rules.values, lambda *who: house_rules.change(*who, {})):
        with pytest.raises(NotAllowed):
            await asking(house, getattr(people, name))
    with pytest.raises(NotAllowed):
        await house_rules.change(house, getattr(people, name), USUAL | {"many_cases": "200"})
    assert (await access_reading.stands_out(house, people.robin))[2].many_cases == 12


async def test_an_administrator_sees_them(house: House, people: People) -> None:
    """As they were set; nobody else has the settings page."""
    await house_rules.change(house, people.robin, USUAL | {"many_cases": "20"})
    assert (await house_rules.seen(house, people.alex))["many_cases"] == 20
    for who in (people.sam, people.nadia, people.robin):
        with pytest.raises(NotAllowed):
            await house_rules.seen(house, who)


def test_what_an_earlier_version_wrote_still_reads() -> None:
    """The record keeps its rows as they are."""
    assert record_words.action_words("change_settings") == "Change a setting"
    assert record_words.about("change_settings", "look_back 7 3").endswith("7 before, 3 now")


def test_every_setting_has_a_name() -> None:
    """On the form and in the record."""
    assert set(settings_words.NAMES) == set(SETTINGS)
    assert set(settings_words.HINTS) | {"weekends"} == set(SETTINGS)
