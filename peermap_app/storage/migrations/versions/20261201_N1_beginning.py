"""When accounts came to be what they are, and by whom: of those that are made from now on."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261201_N1"
down_revision: str | None = "20261201_R1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table. Of an account that has no row nobody knows who made it."""
    op.create_table(
        "account_beginning",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_account_beginning_worker_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["worker.id"], name=op.f("fk_account_beginning_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_beginning")),
    )
    op.create_index(
        op.f("ix_account_beginning_worker_id"), "account_beginning", ["worker_id"], unique=False
    )
