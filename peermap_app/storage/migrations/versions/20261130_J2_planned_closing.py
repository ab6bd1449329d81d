"""The day on which a case is to close, from an import that came before it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261130_J2"
down_revision: str | None = "20261130_G2"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table: no day was kept before."""
    op.create_table(
        "planned_closing",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_planned_closing_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_planned_closing")),
    )
    op.create_index(op.f("ix_planned_closing_closes"), "planned_closing", ["closes"])
