"""Which kinds of flag there are: what an administrator set beside the usual ones."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261202_F1"
down_revision: str | None = "20261202_H1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table. Without a row the kinds are the usual ones; flags that were sent keep the
    code under which they were, and read as ever."""
    op.create_table(
        "flag_kind",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.Column("added_at", UtcMoment(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=True),
        sa.Column("set_at", UtcMoment(), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["worker.id"], name=op.f("fk_flag_kind_set_by")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_flag_kind")),
    )
