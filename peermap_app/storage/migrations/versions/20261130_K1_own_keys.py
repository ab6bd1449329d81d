"""The wrapped keys of links and waiting imports move to those of cases: see `storage.key_store`."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

import sqlalchemy as sa
from alembic import context, op

from peermap_app.storage.key_store import OWN_TABLE, SCHEMA

revision: str = "20261130_K1"
down_revision: str | None = "20261130_J1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_PLACES = ("link", "waiting_import")
_HELD = (
    "SELECT id, wrapped FROM link UNION ALL "
    "SELECT id, wrapped FROM waiting_import WHERE sealed IS NOT NULL"
)


def upgrade() -> None:
    """Move the keys. In SQLite they are safe in their new file before the old columns go."""
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "own_key",
            sa.Column("id", sa.String(), nullable=False),
            sa.Column("wrapped", sa.LargeBinary(), nullable=False),
            sa.PrimaryKeyConstraint("id", name="pk_own_key"),
            schema=SCHEMA,
        )
        op.execute(f"INSERT INTO {SCHEMA}.own_key (id, wrapped) {_HELD}")
    else:
        held = op.get_bind().execute(sa.text(_HELD)).all()
        with closing(sqlite3.connect(context.config.attributes["keys_file"])) as keys:
            keys.execute("PRAGMA synchronous = FULL")
            with keys:
                keys.execute(OWN_TABLE)
                keys.executemany(
                    "INSERT OR REPLACE INTO own_key (id, wrapped) VALUES (?, ?)",
                    [tuple(row) for row in held],
                )
    for table in _PLACES:
        op.drop_column(table, "wrapped")
