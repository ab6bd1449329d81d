"""Whose phone number was changed by a file, when and by whose agreement."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261201_V1"
down_revision: str | None = "20261201_T1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table: nobody is told of what was before."""
    op.create_table(
        "phone_change",
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=True),
        sa.Column("at", UtcMoment(), nullable=False),
        *(
            sa.ForeignKeyConstraint([one], ["worker.id"], name=op.f(f"fk_phone_change_{one}"))
            for one in ("worker_id", "changed_by")
        ),
        sa.PrimaryKeyConstraint("worker_id", name=op.f("pk_phone_change")),
    )
