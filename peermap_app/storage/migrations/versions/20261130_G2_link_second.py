"""What a supervisor says about a link whose two cases one worker has."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261130_G2"
down_revision: str | None = "20261130_G1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table: nothing waits yet. Such links wait from the moment that one is read."""
    op.create_table(
        "link_second",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("end_id", sa.String(), nullable=False),
        sa.Column("who_hash", sa.String(), nullable=False),
        sa.Column("asked_at", UtcMoment(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", UtcMoment(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["end_id"], ["link_end.id"], name=op.f("fk_link_second_end_id")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["worker.id"], name=op.f("fk_link_second_answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_second")),
        sa.UniqueConstraint("who_hash", name=op.f("uq_link_second_who_hash")),
    )
    op.create_index(op.f("ix_link_second_end_id"), "link_second", ["end_id"])
