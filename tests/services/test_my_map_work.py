"""What is wrong with the words of a card costs the same, whatever it is: no answer is quicker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Invalid
from peermap_app.services import my_map, turned_away
from tests.fakes import FakeSlow
from tests.services.test_my_map import ADDRESS, PIN, WRONG, a_card, ready
from tests.services.world import KS_CASE, SAM, World, choose, recorded, table


@contextmanager
def statements(house: House) -> Iterator[list[str]]:
    """What the database is asked meanwhile: the verb and the table of each, and each commit."""
    told: list[str] = []
    engine = house.engine.sync_engine

    def executed(_c: Any, _cursor: Any, statement: str, _p: Any, context: Any, many: bool) -> None:
        words = statement.replace('"', "").split()
        where = {"SELECT": "FROM", "INSERT": "INTO", "UPDATE": "UPDATE"}.get(words[0])
        of = words[words.index(where) + 1] if where in words else ""
        # A card's row or nobody's: what is written is a row all the same.
        told.append(f"{words[0]} {of.replace('nobodys_card', 'receipt')} {many}")

    def committed(_connection: Any) -> None:
        told.append("commit")

    event.listen(engine, "before_cursor_execute", executed)
    event.listen(engine, "commit", committed)
    try:
        yield told
    finally:
        event.remove(engine, "before_cursor_execute", executed)
        event.remove(engine, "commit", committed)


async def work(world: World, pin: str, words: object) -> list[str]:
    """All that the database does for one refused try."""
    with statements(world.house) as told, pytest.raises(Invalid, match="words_wrong"):
        await my_map.open_card(world.house, ADDRESS, pin, words=words)
    return told


async def wrong_ones(world: World, words: str, ended: str) -> dict[str, list[str]]:
    """One try of each kind; the card itself is the last, and rests at the end."""
    found = {
        "no card": await work(world, PIN, "apple apple apple apple"),
        "no shape": await work(world, PIN, "apple"),
        "no words": await work(world, PIN, None),
        "ended": await work(world, PIN, ended),
    }
    for number in range(5):
        found[f"wrong PIN {number}"] = await work(world, WRONG, words)
    found["rests"] = await work(world, PIN, words)
    return found


async def test_each_wrong_try_of_words_does_the_same_in_the_database(house: House) -> None:
    """Of no card, of no shape, of an ended one, a wrong PIN, and one that rests: as many statements
    of the same kinds, as many rows written and as many commits."""
    world, ended = await ready(house)
    card = await a_card(world, await choose(world, SAM, KS_CASE))
    await work(world, PIN, "apple apple apple pear")  # the house's chain begins once
    found = await wrong_ones(world, card.words, ended.words)
    assert {name: each for name, each in found.items() if each != found["wrong PIN 0"]} == {}
    written = [each for each in found["no card"] if each.startswith(("UPDATE", "INSERT"))]
    assert [each.split()[1] for each in written] == ["receipt", "access_record", "record_head"]
    assert found["no card"].count("commit") >= 2
    assert [row["tries"] for row in await table(world, "nobodys_card")] == [6]


async def test_a_flood_of_other_refusals_does_not_tell_either(house: House) -> None:
    """Where strangers have had all their rows of a minute, a try of words still has its own."""
    world, ended = await ready(house)
    card = await a_card(world, await choose(world, SAM, KS_CASE))
    await work(world, PIN, "apple apple apple pear")
    full = FakeSlow(most=1000)
    for kind in ("turned_away", "turned_away_all", "turned_away_more"):
        for key in ("", f"{ADDRESS} "):
            full.tries[kind, key] = 1000
    world.house = replace(world.house, slow=full)
    assert await turned_away.has_room(world.house, ADDRESS, "x") is None
    before = len(await recorded(world, None))
    found = await wrong_ones(world, card.words, ended.words)
    assert {name: each for name, each in found.items() if each != found["wrong PIN 0"]} == {}
    assert len(await recorded(world, None)) == before + 5
