"""A worker's phones that take pushes, and their quiet hours."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261202_W1"
down_revision: str | None = "20261202_F1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make both tables: nobody had a phone or quiet hours before."""
    op.create_table(
        "push_phone",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=True),
        sa.Column("phone_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("endpoint_hash", sa.String(), nullable=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcMoment(), nullable=False),
        sa.Column("sent_at", UtcMoment(), nullable=True),
        sa.Column("reached_at", UtcMoment(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("test_id", sa.String(), nullable=True),
        sa.Column("test_due_at", UtcMoment(), nullable=True),
        sa.Column("ended_at", UtcMoment(), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_push_phone_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_phone")),
        sa.UniqueConstraint("endpoint_hash", name=op.f("uq_push_phone_endpoint_hash")),
    )
    for name in ("worker_id", "session_id", "phone_hash", "test_due_at", "ended_at"):
        op.create_index(op.f(f"ix_push_phone_{name}"), "push_phone", [name])
    op.create_table(
        "quiet_hours",
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_quiet_hours_worker_id")
        ),
        sa.PrimaryKeyConstraint("worker_id", name=op.f("pk_quiet_hours")),
    )
