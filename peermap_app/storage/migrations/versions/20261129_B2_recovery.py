"""Asks for a link of who cannot sign in, and the mails that must go out."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261129_B2"
down_revision: str | None = "20261129_E2"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "recovery_ask",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_hash", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("lost", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", UtcMoment(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", UtcMoment(), nullable=True),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("link_until", UtcMoment(), nullable=True),
        sa.Column("used_at", UtcMoment(), nullable=True),
        *(
            sa.ForeignKeyConstraint([name], ["worker.id"], name=op.f(f"fk_recovery_ask_{name}"))
            for name in ("worker_id", "asked_by", "answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_ask")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_recovery_ask_token_hash")),
    )
    for name in ("account_hash", "worker_id", "state"):
        op.create_index(op.f(f"ix_recovery_ask_{name}"), "recovery_ask", [name])
    _mail()


def _mail() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ask_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", UtcMoment(), nullable=False),
        sa.Column("due_at", UtcMoment(), nullable=False),
        sa.Column("sent_at", UtcMoment(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_mail_worker_id")),
        sa.ForeignKeyConstraint(["ask_id"], ["recovery_ask.id"], name=op.f("fk_mail_ask_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
    )
    op.create_index(op.f("ix_mail_worker_id"), "mail", ["worker_id"])
    op.create_index("ix_mail_state_due_at", "mail", ["state", "due_at"])
