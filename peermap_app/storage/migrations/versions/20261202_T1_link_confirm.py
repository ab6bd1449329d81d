"""Who confirmed an end of a link, after whoever had agreed to it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261202_T1"
down_revision: str | None = "20261202_F2"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table. What is linked today rests on whoever has the cases today: nothing waits, and
    nothing ends, by being upgraded."""
    table = op.create_table(
        "link_confirm",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("end_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=True),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["end_id"], ["link_end.id"], name=op.f("fk_link_confirm_end_id_link_end")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_link_confirm_worker_id_worker")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_confirm")),
    )
    op.create_index(op.f("ix_link_confirm_end_id"), "link_confirm", ["end_id"])
    bind, now = op.get_bind(), datetime.now(UTC)
    ends = bind.execute(
        sa.text(
            "SELECT link_end.id FROM link_end JOIN link ON link.id = link_end.link_id "
            "WHERE link.state = 'accepted' ORDER BY link_end.id"
        )
    ).scalars()
    rows = [{"id": uuid4().hex, "end_id": end, "worker_id": None, "at": now} for end in ends]
    if rows:
        op.bulk_insert(table, rows)
