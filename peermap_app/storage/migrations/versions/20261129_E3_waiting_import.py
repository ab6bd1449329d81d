"""Files of allocations that wait for the supervisors of each team that they concern."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261129_E3"
down_revision: str | None = "20261129_C1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make both tables: nothing waits yet."""
    op.create_table(
        "waiting_import",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", UtcMoment(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answered_at", UtcMoment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["worker.id"], name=op.f("fk_waiting_import_asked_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_import")),
    )
    op.create_table(
        "import_agreement",
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("agreed_by", sa.String(), nullable=True),
        sa.Column("agreed_at", UtcMoment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["waiting_import.id"], name=op.f("fk_import_agreement_import_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_import_agreement_team_id")),
        sa.ForeignKeyConstraint(
            ["agreed_by"], ["worker.id"], name=op.f("fk_import_agreement_agreed_by")
        ),
        sa.PrimaryKeyConstraint("import_id", "team_id", name=op.f("pk_import_agreement")),
    )
