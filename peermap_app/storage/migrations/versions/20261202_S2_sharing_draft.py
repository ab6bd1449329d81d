"""Sharing records that are half written, sealed under their case; none is there yet."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261202_S2"
down_revision: str | None = "20261202_M1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TABLE = "sharing_draft"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("found_by", sa.String(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f(f"fk_{TABLE}_case_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f(f"fk_{TABLE}_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("found_by", name=op.f(f"uq_{TABLE}_found_by")),
    )
    for column in ("case_id", "worker_id"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])
