"""Who on the own map the young person of a linked case is."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261202_T3"
down_revision: str | None = "20261202_F3"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the table: nobody is marked yet."""
    op.create_table(
        "link_mark",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_link_mark_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_link_mark_worker_id_worker")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_mark")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_link_mark_case_id_number")),
    )
