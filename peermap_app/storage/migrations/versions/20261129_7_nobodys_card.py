"""The row on which tries of words that no card has are counted."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261129_7_nobodys_card"
down_revision: str | None = "20261124_6_language"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table with its one row."""
    made = op.create_table(
        "nobodys_card",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nobodys_card")),
    )
    op.bulk_insert(made, [{"id": "nobody", "tries": 0}])
