"""What a case's own record already holds of connections: nothing is listed yet."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261202_F4"
down_revision: str | None = "20261202_T3"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "held_connection",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("form_hash", sa.String(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_held_connection_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_held_connection_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_connection")),
        sa.UniqueConstraint("form_hash", name=op.f("uq_held_connection_form_hash")),
    )
    op.create_index(op.f("ix_held_connection_case_id"), "held_connection", ["case_id"])
