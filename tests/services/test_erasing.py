"""Erasing destroys the keys, all of it or nothing: no newer file of SQLite's, no newer dump of
PostgreSQL's holds one, and its files none once the operator has had their tables written anew."""

from __future__ import annotations

import asyncio
import re
import subprocess
from pathlib import Path

import psycopg
import pytest
from sqlmodel import select

from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.domain.purpose import Purpose
from peermap_app.services import (
    alerts,
    cases,
    flags,
    retention,
)
from peermap_app.services.record_check import check_record
from peermap_app.services.unit import reading
from peermap_app.settings import Settings
from peermap_app.storage import cases as cases_store
from peermap_app.storage.ending_tables import Erasure
from peermap_app.storage.sealing import SealBroken
from peermap_app.storage.tables import CaseFile, CaseKey, KeptMap, LinkEnd
from tests import moulds
from tests.builders import a_flag_form
from tests.fakes import FakeClock, FakeRooms, FakeSlow
from tests.house.code import ROOT
from tests.servers import Postgres
from tests.services import world as w
from tests.services.endings import (
    a_world,
    closed,
    due,
    erase,
    of_case,
)
from tests.services.world import KS_CASE, MS_CASE, PRIYA, SAM, linked


async def test_erasing_destroys_the_key_and_what_others_knew(house: House) -> None:
    """Both sides' link, the flag and its alert, the reference: nothing is left to be read with the
    keys of the house, and the other young person's case opens as before."""
    world = await a_world(house)
    link = await linked(world)
    form = await flags.flag_form(
        world.house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE
    )
    tell = a_flag_form(**{f"tell_{link}": "on"})
    await flags.flag_case(
        world.house, world[SAM], world.case(KS_CASE), form.form_id, tell, purpose=Purpose.COORDINATE
    )
    await closed(world)
    world = await world.later(days=366)
    before = await w.table(world, "link")
    assert await erase(world, of_case(world)) == 1
    async with reading(world.house) as session:
        assert await cases_store.wrapped_key(session, world.case(KS_CASE)) is None
        case = await session.get_one(CaseFile, world.case(KS_CASE))
        assert case.sealed == b""
        assert case.reference_hash != world.house.keys.lookup("reference", KS_CASE)
        maps = (await session.exec(select(KeptMap).where(KeptMap.case_id == case.id))).all()
        assert {kept.sealed for kept in maps} == {None}
        ends = (await session.exec(select(LinkEnd).where(LinkEnd.link_id == link))).all()
        key = await session.get_one(CaseKey, world.case(MS_CASE))
    vault = world.house.keys.vault(world.case(MS_CASE), key.wrapped)
    kept = [vault.open("link_end", end.id, end.sealed) for end in ends if end.sealed]
    assert [one["other"] for one in kept] == [{"case": None, "reference": ""}]
    between = await w.table(world, "link")
    own = {row["id"]: row["wrapped"] for row in await w.table(world, "own_key")}
    now = [world.house.keys.vault(row["id"], own[row["id"]]) for row in between]
    opens = [
        vault.open("link", row["id"], row["sealed"])
        for vault, row in zip(now, between, strict=True)
    ]
    assert opens == [{"asking_case": "", "asking": "", "asked": ""}]
    for vault, row in zip(now, before, strict=True):  # rows of a backup, beside the keys of today
        with pytest.raises(SealBroken):
            vault.open("link", row["id"], row["sealed"])
    assert await w.table(world, "flag") == await w.table(world, "alert") == []
    sheet = await cases.open_case(world.house, world[PRIYA], world.case(MS_CASE))
    assert [line.state for line in sheet.links] == ["ended"]
    await alerts.inbox(world.house, world[PRIYA], purpose=Purpose.COORDINATE)
    assert (await check_record(world.house)).faults == ()
    await w.bring_in(world.house, w.row(KS_CASE, SAM))  # the same reference: another case
    assert KS_CASE in {line.reference for line in await cases.my_cases(world.house, world[SAM])}


async def test_a_file_taken_afterwards_holds_no_key(tmp_path: Path) -> None:
    """Not one byte of the wrapped key is in the files any more, not in what is written ahead."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'peermap.db'}"
    environ = {"PEERMAP_VAR": str(tmp_path / "var"), "PEERMAP_DATABASE_URL": url}
    await asyncio.to_thread(moulds.fill, url)
    clock = FakeClock()
    settings = Settings.from_env(environ)
    house = await build_house(settings, clock=clock, rooms=FakeRooms(clock), slow=FakeSlow())
    world = await a_world(house)
    await closed(world)
    async with reading(world.house) as session:
        wrapped = (await session.get_one(CaseKey, world.case(KS_CASE))).wrapped

    def everything() -> bytes:
        return b"".join(path.read_bytes() for path in sorted(tmp_path.glob("peermap*")))

    assert wrapped in everything()
    assert await erase(await world.later(days=366), of_case(world)) == 1
    await close_house(house)  # the last connection writes home what was written ahead
    assert wrapped not in everything()


def _dump(postgres: Postgres, url: str) -> str:
    """Both stores, as `pg_dump` writes them: bytes in hex."""
    command = [str(postgres.programs() / "pg_dump"), url]
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()


def _files(postgres: Postgres, url: str) -> bytes:
    """All that a copy of this database's own files would hold."""
    with psycopg.connect(url) as owner:
        row = owner.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        (oid,) = row.fetchone() or ("",)
    folder = postgres.folder / "data" / "base" / str(oid)
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


async def test_postgresqls_files_hold_what_was_erased_until_its_tables_are_written_anew(
    postgres: Postgres, postgres_url: str, tmp_path: Path
) -> None:
    """The keys of a case and of its link, its picture, and what the other case knew of it: in no
    dump made afterwards, in the server's files until the operator's command (docs/operating.md),
    and then in none of them."""
    environ = {"PEERMAP_VAR": str(tmp_path / "var"), "PEERMAP_DATABASE_URL": postgres_url}
    await asyncio.to_thread(moulds.fill, postgres_url)
    clock = FakeClock()
    house = await build_house(
        Settings.from_env(environ), clock=clock, rooms=FakeRooms(clock), slow=FakeSlow()
    )
    world = await a_world(house)
    await linked(world)
    await closed(world)
    case = world.case(KS_CASE)
    held = {
        f"{name} {number}": bytes(row[column])
        for name, column in (
            *(("case_key", "wrapped"), ("own_key", "wrapped")),
            *(("kept_map", "sealed"), ("link_end", "sealed")),
        )
        for number, row in enumerate(await w.table(world, name))
        if name in ("own_key", "link_end") or row["case_id"] == case
    }
    assert len(held) == 1 + 1 + 1 + 2
    assert await erase(await world.later(days=366), of_case(world)) == 1
    await close_house(house)

    def found(within: bytes) -> set[str]:
        return {name for name, value in held.items() if value[:400] in within}

    dump = await asyncio.to_thread(_dump, postgres, postgres_url)
    assert case in dump
    assert not [name for name, value in held.items() if value.hex() in dump]
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute("CHECKPOINT")
    assert found(_files(postgres, postgres_url)) == set(held)
    told = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    (command,) = re.findall(r'-c "(VACUUM FULL [^"]+)"', told)
    with psycopg.connect(postgres_url, autocommit=True) as owner:
        owner.execute(command)
    assert found(_files(postgres, postgres_url)) == set()


@pytest.mark.parametrize("step", range(5))
async def test_an_erasing_that_fails_at_any_step_is_none(
    house: House, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Cut between two of its parts, all of it is undone, key and note; then it goes well."""
    world = await a_world(house)
    await linked(world)
    await closed(world)
    world = await world.later(days=366)
    steps = (
        (retention.store, "delete_flags"),
        (retention.store, "forget_devices"),
        (retention.store, "blank"),
        (retention.erasing, "_forget_links"),
        (retention.erasing, "note"),
    )

    def cut(*_: object, **__: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(*steps[step], cut)
        with pytest.raises(ConnectionError):
            await erase(world, of_case(world))
    assert of_case(world) in {line.due.key for line in (await due(world)).lines}
    async with reading(world.house) as session:
        assert await session.get(CaseKey, world.case(KS_CASE)) is not None
        assert (await session.exec(select(Erasure))).all() == []
    assert await erase(world, of_case(world)) == 1
