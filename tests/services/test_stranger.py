"""A stranger who holds the database's files reads no initials, no reference, no place, no words.

A case is imported, drawn, kept, answered, linked and flagged through the services; then every byte
that the database wrote is searched: tables, indexes, free pages and the write-ahead log.
"""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text

from peermap_app.bootstrap import House
from peermap_app.domain.consent import Answer, Statement
from peermap_app.domain.errors import Refusal
from peermap_app.domain.purpose import Purpose
from peermap_app.services import flags, links, my_map, plans, receipts
from tests.builders import a_flag_form, a_map, a_sharing_form, a_step_form
from tests.services.world import (
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    a_world,
    bring_in,
    choose,
    linked,
    review,
    row,
)

REFERENCE, INITIALS = "ZQ/STRANGER-1", "ŽŁŊ"
PIN = "47110815"
CARD: list[str] = []
"""The link, the words and the cookie of the card that the story made."""
SECRETS = (
    REFERENCE,
    INITIALS,
    KS_CASE,
    MS_CASE,
    *(place.label for place in a_map().places),
    '"initials"',
    '"people"',
    '"points"',
    '"reference"',
    '"keep"',
    "coach",
    "Did not return",
    "look out for each other",
    "Visit from AK",
    "Only that they are friends",
    '"statement"',
    PIN,
)


async def the_story(house: House) -> World:
    """Everything that puts confidential words into the database, and some that are refused."""
    world = await a_world(house)
    await bring_in(house, row(REFERENCE, SAM, initials=INITIALS))
    await linked(world)
    await plans.say_next_step(
        house,
        world[SAM],
        world.case(KS_CASE),
        a_step_form(review=review(world)),
        purpose=Purpose.PLAN_TOGETHER,
    )
    form = await flags.flag_form(
        house, world[PRIYA], world.case(MS_CASE), purpose=Purpose.COORDINATE
    )
    await flags.flag_case(
        house,
        world[PRIYA],
        world.case(MS_CASE),
        form.form_id,
        a_flag_form(),
        purpose=Purpose.COORDINATE,
    )
    for reference in (REFERENCE, "HX-NOT-THERE", "not a reference"):
        sharing = a_sharing_form(reference=reference, review=review(world))
        try:
            await links.ask_link(
                house, world[SAM], world.case(KS_CASE), sharing, purpose=Purpose.COORDINATE
            )
            await links.ask_link(
                house, world[PRIYA], world.case(KS_CASE), sharing, purpose=Purpose.COORDINATE
            )
        except Refusal:
            continue
    tablet = await choose(world, SAM, KS_CASE)
    card = await receipts.make(house, tablet, PIN, PIN)
    CARD[:] = [card.link, card.link.rpartition("/")[2], card.words]
    opened = await my_map.open_card(house, "192.0.2.7", PIN, words=card.words)
    CARD.append(opened.token)
    here = await my_map.here(house, opened.token, "192.0.2.7", present=True)
    assert here is not None
    await my_map.change_mind(house, here, Statement.TALK, Answer.NO)
    return world


async def files(house: House) -> list[Path]:
    """Every file of the database, written out where the database would still hold it back."""
    url = urlsplit(house.settings.database_url)
    if url.scheme.startswith("sqlite"):
        found = sorted(Path(url.path).parent.glob("peermap.db*"))
        assert any(path.name.endswith("-wal") and path.stat().st_size for path in found)
        return found
    async with house.engine.connect() as connection:
        await connection.execute(text("CHECKPOINT"))
        own = text("SELECT oid FROM pg_database WHERE datname = current_database()")
        oid = (await connection.execute(own)).scalar_one()
    data = Path(parse_qs(url.query)["host"][0]) / "data"
    # This database and the newest of the log: the cluster holds those of every other test, too.
    log = [path for path in (data / "pg_wal").iterdir() if path.is_file()]
    newest = sorted(log, key=lambda path: path.stat().st_mtime)[-4:]
    return [*newest, *(path for path in (data / "base" / str(oid)).iterdir() if path.is_file())]


def held_in(path: Path) -> bytes:
    """What a file holds; nothing when PostgreSQL took it away since it was listed."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def ways_to_write(secret: str) -> set[bytes]:
    """A word as bytes: plain, in other cases, escaped as JSON does, in two bytes a sign."""
    forms = {secret, secret.lower(), secret.upper(), json.dumps(secret)[1:-1]}
    return {form.encode(how) for form in forms for how in ("utf-8", "utf-16-le")}


@pytest.mark.attack("stolen")
async def test_no_file_of_the_database_shows_what_was_typed(house: House) -> None:
    """Not one of the secrets stands in any file, in any way of writing it."""
    world = await the_story(house)
    content = {path: held_in(path) for path in await files(house)}
    found = {
        (secret, path.name)
        for secret in (*SECRETS, *CARD)
        for way in ways_to_write(secret)
        for path, held in content.items()
        if way in held
    }
    assert found == set()
    # The search itself works: what is plain on purpose is found, in the log as well.
    plain = [path.name for path, held in content.items() if b"priya@west.example" in held]
    assert plain
    assert any(world.worker_id(SAM).encode() in held for held in content.values())


async def test_what_is_sealed_can_still_be_read_by_those_who_may(house: House) -> None:
    """The same words are there for the worker of the case."""
    world = await the_story(house)
    form = await flags.flag_form(house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE)
    assert form.reference == KS_CASE
