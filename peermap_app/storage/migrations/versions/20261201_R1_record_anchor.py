"""What the access record is held by, in the store of keys: see `storage.record_anchor`."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

import sqlalchemy as sa
from alembic import context, op

from peermap_app.storage.key_store import ANCHOR_TABLE, SCHEMA

revision: str = "20261201_R1"
down_revision: str | None = "20261201_V1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table; `peermap migrate` names what there is, which needs the house's keys."""
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "record_anchor",
            sa.Column("what", sa.String(), nullable=False),
            sa.Column("said", sa.String(), nullable=False),
            sa.Column("mac", sa.String(), nullable=False),
            sa.PrimaryKeyConstraint("what", name="pk_record_anchor"),
            schema=SCHEMA,
        )
        return
    with closing(sqlite3.connect(context.config.attributes["keys_file"])) as keys:
        keys.execute("PRAGMA synchronous = FULL")
        with keys:
            keys.execute(ANCHOR_TABLE)
