"""Asks to close a case, holds, and the notes of erasings."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261129_D2"
down_revision: str | None = "20261129_E1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "case_closing",
        sa.Column("id", sa.String(), nullable=False),
        _refers("case_id", "case_file", "case_closing"),
        _refers("asked_by", "worker", "case_closing"),
        sa.Column("asked_at", UtcMoment(), nullable=False),
        _refers("answered_by", "worker", "case_closing", nullable=True),
        sa.Column("answered_at", UtcMoment(), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_closing")),
    )
    op.create_table(
        "hold",
        sa.Column("id", sa.String(), nullable=False),
        _refers("case_id", "case_file", "hold"),
        _refers("worker_id", "worker", "hold"),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("review", sa.Date(), nullable=False),
        sa.Column("ended_at", UtcMoment(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.String(), nullable=False),
        _refers("case_id", "case_file", "erasure", nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("things", sa.Integer(), nullable=False),
        _refers("worker_id", "worker", "erasure"),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("backups_until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    for table in ("case_closing", "hold", "erasure"):
        op.create_index(op.f(f"ix_{table}_case_id"), table, ["case_id"])


def _refers(column: str, to: str, table: str, *, nullable: bool = False) -> sa.Column[str]:
    name = op.f(f"fk_{table}_{column}")
    return sa.Column(column, sa.String(), sa.ForeignKey(f"{to}.id", name=name), nullable=nullable)
