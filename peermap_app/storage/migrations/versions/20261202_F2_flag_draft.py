"""Flags that are half written, sealed under their case; none is there yet."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261202_F2"
down_revision: str | None = "20261202_D1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "flag_draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_flag_draft_case_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_flag_draft_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_draft")),
        sa.UniqueConstraint("case_id", "worker_id", name=op.f("uq_flag_draft_case_id_worker_id")),
    )
    op.create_index(op.f("ix_flag_draft_worker_id"), "flag_draft", ["worker_id"])
