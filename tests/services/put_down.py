"""What a world's first steps wrote, kept in memory, and put down again for the next test.

Hundreds of tests begin with the same people, the same cases and the same link. The services write
them once in a process, for each database; after that their rows are put down as they were. It is
done only where the beginning is the same: the same moment, the same count and first key of rows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

from sqlalchemy import String, Table, and_, cast, func, insert, literal, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from peermap_app.bootstrap import House
from peermap_app.storage.tables import KEY_METADATA
from peermap_app.storage.tables import Table as Rows
from tests.fakes import FakeHints, FakeSlow

TABLES: tuple[Table, ...] = tuple(
    chain(Rows.metadata.sorted_tables, KEY_METADATA.sorted_tables),
)
T = TypeVar("T")
Row = Mapping[str, Any]
Held = dict[str, dict[tuple[Any, ...], Row]]
"""Of each table, its rows by their keys."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What one step wrote, told and counted, and what it gave."""

    new: tuple[tuple[Table, list[Row]], ...]
    changed: tuple[tuple[Table, Row], ...]
    told: list[tuple[str, dict[str, object]]]
    tries: dict[tuple[str, str], int]
    woke: bool
    made: Any


_COUNTS = union_all(
    *(
        select(
            literal(number).label("number"),
            func.count().label("rows"),
            func.min(cast(next(iter(table.primary_key)), String)).label("first"),
        ).select_from(table)
        for number, table in enumerate(TABLES)
    )
).order_by("number")
_STEPS: dict[Hashable, _Step] = {}


async def once(
    house: House, hints: FakeHints, step: Hashable, make: Callable[[], Awaitable[T]]
) -> T:
    """What `make` gives, with all that it writes: made, or put down as it was made before.

    `step` names it, with all that its outcome hangs on but the rows. What it gives is never changed
    by whoever gets it.
    """
    async with house.engine.connect() as connection:
        rows = await _counted(connection)
    keys = house.keys.lookup("reference", "the same keys")
    name = (step, house.engine.dialect.name, house.clock(), keys, rows)
    kept = _STEPS.get(name)
    if kept is None:
        kept = _STEPS[name] = await _made(house, hints, make)
    else:
        await _put(house, hints, kept)
    return kept.made  # type: ignore[no-any-return]


async def _made(house: House, hints: FakeHints, make: Callable[[], Awaitable[Any]]) -> _Step:
    before, told, tries = await _all(house), len(hints.told), _tries(house)
    house.wake.clear()
    made = await make()
    after = await _all(house)
    new, changed = [], list[tuple[Table, Row]]()
    for table in TABLES:
        was, now = before[table.fullname], after[table.fullname]
        assert not was.keys() - now.keys(), f"{table} lost rows: it cannot be put down"
        rows = [row for key, row in now.items() if key not in was]
        new += [(table, rows)] if rows else []
        changed += [(table, row) for key, row in now.items() if key in was and was[key] != row]
    return _Step(
        tuple(new),
        tuple(changed),
        deepcopy(hints.told[told:]),
        {key: count for key, count in _tries(house).items() if tries.get(key) != count},
        house.wake.is_set(),
        made,
    )


async def _put(house: House, hints: FakeHints, kept: _Step) -> None:
    async with house.engine.begin() as connection:
        for table, rows in kept.new:
            await connection.execute(insert(table), [dict(row) for row in rows])
            await _count_on(connection, table)
        for table, row in kept.changed:
            the_row = and_(*(key == row[key.name] for key in table.primary_key))
            await connection.execute(update(table).where(the_row).values(**row))
    hints.told.extend(deepcopy(kept.told))
    if isinstance(house.slow, FakeSlow):
        house.slow.tries.update(kept.tries)
    if kept.woke:
        house.wake.set()


async def _count_on(connection: AsyncConnection, table: Table) -> None:
    """PostgreSQL gives the next number after those that were put down."""
    (key, *more) = table.primary_key
    if more or key.type.python_type is not int or connection.dialect.name == "sqlite":
        return
    counter = func.pg_get_serial_sequence(table.name, key.name)
    last = select(func.max(key)).scalar_subquery()
    await connection.execute(select(func.setval(counter, last)))


async def _counted(connection: AsyncConnection) -> tuple[tuple[int, str | None], ...]:
    """Of each table, how many rows it has and the first of their keys: rows of another test's have
    other ids."""
    found = await connection.execute(_COUNTS)
    return tuple((rows, first) for _, rows, first in found.all())


async def _all(house: House) -> Held:
    held: Held = {}
    async with house.engine.connect() as connection:
        for table in TABLES:
            found = (await connection.execute(select(table))).mappings().all()
            keys = [key.name for key in table.primary_key]
            held[table.fullname] = {tuple(row[key] for key in keys): dict(row) for row in found}
    return held


def _tries(house: House) -> dict[tuple[str, str], int]:
    return dict(house.slow.tries) if isinstance(house.slow, FakeSlow) else {}
