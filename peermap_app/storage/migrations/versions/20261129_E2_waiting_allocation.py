"""Allocations that wait for a supervisor to agree."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261129_E2"
down_revision: str | None = "20261129_B1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_REFERS = {
    "case_id": "case_file.id",
    "worker_id": "worker.id",
    "asked_by": "worker.id",
    "answered_by": "worker.id",
}


def upgrade() -> None:
    """Make the table: nothing waits yet."""
    op.create_table(
        "waiting_allocation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", UtcMoment(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", UtcMoment(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [other], name=op.f(f"fk_waiting_allocation_{column}"))
            for column, other in _REFERS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_allocation")),
    )
    op.create_index(op.f("ix_waiting_allocation_case_id"), "waiting_allocation", ["case_id"])
