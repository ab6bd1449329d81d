"""Where the wrapped keys of cases, links and waiting imports lie: a store beside their rows.

Erasing a case is destroying its key; whoever backs the rows up need not keep the keys as long. With
SQLite it is a second file, with PostgreSQL a second schema (docs/decisions/keys-apart.md). Both are
reached by the same connections as the rows, so that one transaction holds both and the one
statement that each edit asks stays one: the table is found by its bare name.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, make_url

SCHEMA = "peermap_keys"
"""The schema in PostgreSQL."""
ROWS = "rows"
"""What the file of all other tables is called in a connection that begins with that of the keys."""
SEARCH = f'SET search_path TO "$user", public, {SCHEMA}'
TABLE = (
    "CREATE TABLE IF NOT EXISTS case_key (case_id VARCHAR NOT NULL, wrapped BLOB NOT NULL, "
    "CONSTRAINT pk_case_key PRIMARY KEY (case_id))"
)
"""In SQLite; in PostgreSQL the table moves with what is in it."""
OWN_TABLE = (
    "CREATE TABLE IF NOT EXISTS own_key (id VARCHAR NOT NULL, wrapped BLOB NOT NULL, "
    "CONSTRAINT pk_own_key PRIMARY KEY (id))"
)
"""In SQLite: the keys of what belongs to more than one case."""
ANCHOR_TABLE = (
    "CREATE TABLE IF NOT EXISTS record_anchor (what VARCHAR NOT NULL, said VARCHAR NOT NULL, "
    "mac VARCHAR NOT NULL, CONSTRAINT pk_record_anchor PRIMARY KEY (what))"
)
"""In SQLite: what the access record is held by (`storage.record_anchor`)."""


def rows_file(url: str) -> str:
    """The file of everything but the keys, of a database address of SQLite."""
    return make_url(url).database or ""


def keys_file(url: str, keys_url: str | None = None) -> str:
    """The file of the keys: the one that was set, else `x-keys.db` beside `x.db`."""
    if keys_url is not None:
        return rows_file(keys_url)
    place = Path(rows_file(url))
    if not place.stem or not url.startswith("sqlite"):
        return ""  # no file: a database in memory, or another one
    return str(place.with_name(f"{place.stem}-keys{place.suffix}"))


def tables(connection: Connection) -> frozenset[str]:
    """The names of all tables that this connection finds, of both stores."""
    looks = inspect(connection)
    sqlite = connection.dialect.name == "sqlite"
    schemas = (None, ROWS) if sqlite else (None, SCHEMA)
    return frozenset(name for schema in schemas for name in looks.get_table_names(schema=schema))
