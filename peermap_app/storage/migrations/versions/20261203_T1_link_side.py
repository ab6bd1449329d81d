"""Whose of a link's two sides wrote a version of its note, or said a day: each has its own room."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261203_T1"
down_revision: str | None = "20261202_S2"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the column: of what is there nobody knows whose it is, and it counts for both."""
    for table in ("link_note", "link_meeting"):
        op.add_column(table, sa.Column("side", sa.String(), nullable=True))
