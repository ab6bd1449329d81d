"""When a team works: hours on each weekday, whose bank holidays, and days it is closed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261202_H1"
down_revision: str | None = "20261201_N1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make both tables: a team without a row works as usual, so nothing is written."""
    op.create_table(
        "team_time",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        *_set("team_time"),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_team_time")),
    )
    op.create_table(
        "team_closed_day",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *_set("team_closed_day"),
        sa.PrimaryKeyConstraint("team_id", "day", name=op.f("pk_team_closed_day")),
    )


def _set(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """By whom and when, and whose team it is."""
    return (
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", UtcMoment(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f(f"fk_{table}_team_id_team")),
        sa.ForeignKeyConstraint(["set_by"], ["worker.id"], name=op.f(f"fk_{table}_set_by_worker")),
    )
