"""What changed of a flag after it was sent; flags that are there have not changed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261202_F3"
down_revision: str | None = "20261202_T2"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "flag_version",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("flag_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("form_hash", sa.String(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("fk_flag_version_flag_id")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_flag_version_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_flag_version_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_version")),
        sa.UniqueConstraint("flag_id", "number", name=op.f("uq_flag_version_flag_id_number")),
        sa.UniqueConstraint("form_hash", name=op.f("uq_flag_version_form_hash")),
    )
    op.create_index(op.f("ix_flag_version_case_id"), "flag_version", ["case_id"])
