"""My map and changing one's mind: cards, their sessions, withdrawals, pictures that went."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261124_3_my_map"
down_revision: str | None = "20261124_2_append_only_record"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the three tables, and how a kept map and a next step end."""
    with op.batch_alter_table("kept_map") as kept_map:
        kept_map.alter_column("sealed", existing_type=sa.LargeBinary(), nullable=True)
        kept_map.add_column(sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True))
        kept_map.add_column(sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("next_step") as next_step:
        next_step.add_column(sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("after_version", sa.Integer(), nullable=False),
        sa.Column("kept_map_id", sa.String(), nullable=True),
        sa.Column("worker_id", sa.String(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_withdrawal_case_id")),
        sa.ForeignKeyConstraint(
            ["kept_map_id"], ["kept_map.id"], name=op.f("fk_withdrawal_kept_map_id")
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_withdrawal_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_withdrawal_case_id_number")),
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("drawing_id", sa.String(), nullable=False),
        sa.Column("link_hash", sa.String(), nullable=True),
        sa.Column("words_hash", sa.String(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_receipt_case_id")),
        sa.ForeignKeyConstraint(["drawing_id"], ["drawing.id"], name=op.f("fk_receipt_drawing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("drawing_id", name=op.f("uq_receipt_drawing_id")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_receipt_link_hash")),
        sa.UniqueConstraint("words_hash", name=op.f("uq_receipt_words_hash")),
    )
    op.create_index(op.f("ix_receipt_case_id"), "receipt", ["case_id"], unique=False)
    op.create_table(
        "receipt_session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("receipt_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_session_receipt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_receipt_session_token_hash")),
    )
    op.create_index(
        op.f("ix_receipt_session_receipt_id"), "receipt_session", ["receipt_id"], unique=False
    )
