"""Where words lie: each column and each key under a seal of a database, with what stands there."""

from __future__ import annotations

import contextlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from sqlalchemy import LargeBinary, String, Table, select

from peermap_app import storage
from peermap_app.bootstrap import House
from peermap_app.storage.sealing import SealBroken, Vault
from peermap_app.storage.tables import KEY_METADATA, METADATA

KINDS = {"waiting_import": "import", "temporary_allocation": "temporary"}
"""What is sealed under another name than its table's."""
_ID = re.compile(r"[0-9a-f]{32}")


def text_columns() -> set[str]:
    """Every column of every table that could hold words, sealed or plain, but for ids."""
    return {
        f"{table.name}.{column.name}"
        for table in _tables()
        for column in table.columns
        if isinstance(getattr(column.type, "impl", column.type), String | LargeBinary)
        and not (column.foreign_keys or column.name == "id" or column.name.endswith("_id"))
    }


async def where_words_lie(house: House) -> Mapping[str, Sequence[str]]:
    """ "table.column", or "table.sealed.key", and every text that stands there now.

    What is sealed is opened under each key there is; a key that is an id is "<id>", of a list "[]".
    """
    found: dict[str, list[str]] = defaultdict(list)
    plain = text_columns()
    async with house.engine.connect() as connection:
        keys = KEY_METADATA.tables
        cases = await connection.execute(select(keys["case_key"].c["case_id", "wrapped"]))
        owns = await connection.execute(select(keys["own_key"].c["id", "wrapped"]))
        vaults = [house.keys.vault(*each) for each in (*cases.all(), *owns.all())]
        for table in _tables():
            for row in (await connection.execute(select(table))).mappings():
                for name in plain.intersection(f"{table.name}.{one}" for one in row):
                    value = row[name.partition(".")[2]]
                    if isinstance(value, str):
                        found[name].append(value)
                sealed = _opened(house, table, row, vaults)
                for path, text in _texts(sealed, f"{table.name}.sealed"):
                    found[path].append(text)
    return found


def _tables() -> list[Table]:
    """All there are: also those of a module of storage that nothing has imported yet."""
    for module in iter_modules(storage.__path__, f"{storage.__name__}."):
        import_module(module.name)
    return [*METADATA.sorted_tables, *KEY_METADATA.sorted_tables]


def _opened(house: House, table: Table, row: Mapping[Any, Any], vaults: Iterable[Vault]) -> object:
    """What is sealed in a row; None for a table without a seal, and where it went."""
    sealed, kind = row.get("sealed"), KINDS.get(table.name, table.name)
    if not sealed:
        return None
    if "wrapped" in row:
        vaults = (house.keys.vault(row["id"], row["wrapped"]),)
    for vault in vaults:
        with contextlib.suppress(SealBroken):
            return vault.open(kind, row["id"], sealed)
    raise AssertionError(f"no key opens a row of {table.name}")


def _texts(held: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(held, str):
        yield path, held
    elif isinstance(held, dict):
        for name, value in held.items():
            yield from _texts(value, f"{path}.{_ID.sub('<id>', name)}")
    elif isinstance(held, list):
        for value in held:
            yield from _texts(value, f"{path}[]")
