"""A colleague whom nobody knows yet is looked for by word of mouth: nothing is asked yet."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261202_M1"
down_revision: str | None = "20261202_F4"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "colleague_ask",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "case_id", "asked_by")),
        sa.Column("asked_at", UtcMoment(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", UtcMoment(), nullable=True),
        sa.Column("found", sa.Boolean(), nullable=True),
        sa.Column("over_at", UtcMoment(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_colleague_ask_case_id_case_file")
        ),
        *(
            sa.ForeignKeyConstraint(
                [one], ["worker.id"], name=op.f(f"fk_colleague_ask_{one}_worker")
            )
            for one in ("asked_by", "answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colleague_ask")),
    )
    op.create_index(op.f("ix_colleague_ask_case_id"), "colleague_ask", ["case_id"])
