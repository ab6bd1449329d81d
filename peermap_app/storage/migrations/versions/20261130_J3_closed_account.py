"""Since when each closed account is closed: of those that are, since this migration."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261130_J3"
down_revision: str | None = "20261130_H1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table, and note who left before."""
    made = op.create_table(
        "closed_account",
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_closed_account_worker_id")
        ),
        sa.PrimaryKeyConstraint("worker_id", name=op.f("pk_closed_account")),
    )
    closed = sa.text("SELECT id FROM worker WHERE NOT active")
    now = datetime.now(UTC)
    rows = [{"worker_id": row[0], "at": now} for row in op.get_bind().execute(closed)]
    if rows:
        op.bulk_insert(made, rows)
