"""Each alert is delivered by each way by itself, and a worker's alerts are numbered."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261202_D1"
down_revision: str | None = "20261202_W1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables. What was sent before stays sent; what waits is delivered by the new ways."""
    _delivery()
    for name, column in (
        ("alert_count", sa.Column("number", sa.Integer(), nullable=False)),
        ("mail_choice", sa.Column("at", UtcMoment(), nullable=False)),
    ):
        op.create_table(
            name,
            sa.Column("worker_id", sa.String(), nullable=False),
            column,
            sa.ForeignKeyConstraint(
                ["worker_id"], ["worker.id"], name=op.f(f"fk_{name}_worker_id")
            ),
            sa.PrimaryKeyConstraint("worker_id", name=op.f(f"pk_{name}")),
        )


def _delivery() -> None:
    words = ("id", "alert_id", "worker_id", "channel", "device", "state", "problem")
    moments = ("due_at", "claimed_until", "sent_at", "delivered_at")
    op.create_table(
        "delivery",
        *(sa.Column(name, sa.String(), nullable=False) for name in words),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("created_at", UtcMoment(), nullable=False),
        *(sa.Column(name, UtcMoment(), nullable=True) for name in moments),
        *(
            sa.ForeignKeyConstraint([f"{of}_id"], [f"{of}.id"], name=op.f(f"fk_delivery_{of}_id"))
            for of in ("alert", "worker")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "alert_id",
            "worker_id",
            "channel",
            "device",
            name=op.f("uq_delivery_alert_id_worker_id_channel_device"),
        ),
    )
    op.create_index("ix_delivery_channel_due_at", "delivery", ["channel", "due_at"])
    op.create_index(
        "ix_delivery_worker_id_channel_number", "delivery", ["worker_id", "channel", "number"]
    )
