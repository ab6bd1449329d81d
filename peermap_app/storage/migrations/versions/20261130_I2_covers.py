"""Who covers for whom while they are away."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261130_I2"
down_revision: str | None = "20261130_J3"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_WORKERS = ("worker_id", "covered_by", "asked_by", "answered_by", "over_by")


def upgrade() -> None:
    """Make the table: nobody covers yet."""
    op.create_table(
        "cover",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("covered_by", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", UtcMoment(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", UtcMoment(), nullable=True),
        sa.Column("over_at", UtcMoment(), nullable=True),
        sa.Column("over_by", sa.String(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], ["worker.id"], name=op.f(f"fk_cover_{column}"))
            for column in _WORKERS
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    for column in ("worker_id", "covered_by"):
        op.create_index(op.f(f"ix_cover_{column}"), "cover", [column])
