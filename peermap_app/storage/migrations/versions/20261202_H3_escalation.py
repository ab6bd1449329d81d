"""When to look again at a flag that nobody may have seen."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261202_H3"
down_revision: str | None = "20261202_S1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table. Flags of before have no row: an upgrade tells nobody of weeks ago."""
    op.create_table(
        "escalation",
        sa.Column("flag_id", sa.String(), nullable=False),
        sa.Column("again_at", UtcMoment(), nullable=True),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("fk_escalation_flag_id")),
        sa.PrimaryKeyConstraint("flag_id", name=op.f("pk_escalation")),
    )
    op.create_index(op.f("ix_escalation_again_at"), "escalation", ["again_at"], unique=False)
