"""Sharing without agreement (rule 5): what waits for a second person, and what they said."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261202_S1"
down_revision: str | None = "20261202_H2"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table. Without a row each end of a link rests on agreement, as all did."""
    op.create_table(
        "sharing",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("id", "case_id", "found_by")),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", UtcMoment(), nullable=False),
        sa.Column("sent_at", UtcMoment(), nullable=True),
        sa.Column("decide_by", UtcMoment(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", UtcMoment(), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.Column("applied_at", UtcMoment(), nullable=True),
        sa.Column("over_at", UtcMoment(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_sharing_case_id_case_file")
        ),
        *(
            sa.ForeignKeyConstraint([one], ["worker.id"], name=op.f(f"fk_sharing_{one}_worker"))
            for one in ("asked_by", "answered_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharing")),
    )
    for name in ("case_id", "found_by"):
        op.create_index(op.f(f"ix_sharing_{name}"), "sharing", [name])
