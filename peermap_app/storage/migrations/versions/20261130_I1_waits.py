"""The outbox also wakes supervisors and administrators for whom something waits."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261130_I1"
down_revision: str | None = "20261130_K1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the column: what is queued so far is an alert or a link, as it was."""
    op.add_column("outbox", sa.Column("waits", sa.String(), nullable=True))
