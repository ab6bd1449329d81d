"""Hints that a command leaves for the server's pages, where no Redis carries them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261130_J1"
down_revision: str | None = "20261129_E3"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table: nothing waits yet."""
    op.create_table(
        "wake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wake")),
    )
