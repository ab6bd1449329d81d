"""A drawing may outlive a session that handed its device over, and may start from a kept map."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261124_4_hand_over"
down_revision: str | None = "20261124_3_my_map"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add two columns that are empty for every drawing there is."""
    op.add_column("drawing", sa.Column("handed_over_from", sa.String(), nullable=True))
    op.add_column("drawing", sa.Column("from_map", sa.String(), nullable=True))
