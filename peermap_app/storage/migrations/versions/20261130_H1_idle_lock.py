"""A session knows when a person last touched a page of it, for the idle lock."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261130_H1"
down_revision: str | None = "20261130_J2"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Add the column. Empty is locked: whoever is signed in now opens it once by what they have."""
    op.add_column("session", sa.Column("touched_at", UtcMoment(), nullable=True))
