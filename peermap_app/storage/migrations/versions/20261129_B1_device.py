"""A session knows what kind of device it is on, for its owner to tell it from the others."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261129_B1"
down_revision: str | None = "20261129_D2"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the column; sessions so far are on a device of a kind that nobody noted."""
    op.add_column("session", sa.Column("device", sa.String(), nullable=True))
