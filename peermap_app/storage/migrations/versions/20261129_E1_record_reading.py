"""Indexes for reading the access record by person and by refusals, and settings set in a page."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261129_E1"
down_revision: str | None = "20261129_A1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_REFUSED = sa.text("outcome = 'refused'")


def upgrade() -> None:
    """One index takes the place of that by person alone; rows are not touched."""
    op.create_table(
        "house_setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=True),
        sa.Column("set_at", UtcMoment(), nullable=False),
        sa.ForeignKeyConstraint(["set_by"], ["worker.id"], name=op.f("fk_house_setting_set_by")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_house_setting")),
    )
    op.create_index("ix_access_record_worker_id_at", "access_record", ["worker_id", "at"])
    op.create_index(
        "ix_access_record_refused_at",
        "access_record",
        ["at"],
        sqlite_where=_REFUSED,
        postgresql_where=_REFUSED,
    )
    op.drop_index(op.f("ix_access_record_worker_id"), table_name="access_record")
