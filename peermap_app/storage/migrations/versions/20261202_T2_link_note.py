"""The shared note of a link, and when its workers met or mean to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261202_T2"
down_revision: str | None = "20261202_H3"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make both tables: links of before have no note yet."""
    op.create_table(
        "link_note",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("link_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        *_keys("link_note"),
        sa.UniqueConstraint("link_id", "number", name=op.f("uq_link_note_link_id_number")),
    )
    op.create_table(
        "link_meeting",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("link_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        *_keys("link_meeting"),
    )
    op.create_index(op.f("ix_link_meeting_link_id"), "link_meeting", ["link_id"])


def _keys(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """Its key, its link and who wrote it."""
    return (
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f(f"fk_{table}_link_id_link")),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f(f"fk_{table}_worker_id_worker")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
