"""A drawing knows the language that its young person chose."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261124_6_language"
down_revision: str | None = "20261124_4_hand_over"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the column; drawings so far were in English."""
    op.add_column("drawing", sa.Column("language", sa.String(), nullable=True))
