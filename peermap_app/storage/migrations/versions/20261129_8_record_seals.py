"""The days of the access record that were closed: they only grow, like the record (rule 10)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261129_8_record_seals"
down_revision: str | None = "20261129_7_nobodys_card"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_SAYS = "the access record only grows"
TABLES = ("record_seal", "record_day")


def upgrade() -> None:
    """Make both tables, and the triggers that let them only grow."""
    op.create_table(
        "record_seal",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", UtcMoment(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_record_seal")),
    )
    op.create_table(
        "record_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["day"], ["record_seal.day"], name=op.f("fk_record_day_day_record_seal")
        ),
        sa.PrimaryKeyConstraint("day", "chain", name=op.f("pk_record_day")),
    )
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        for statement in _sqlite(table) if sqlite else _postgresql(table):
            op.execute(statement)


def _sqlite(table: str) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
        for what in ("update", "delete")
    )


def _postgresql(table: str) -> tuple[str, ...]:
    does = "EXECUTE FUNCTION access_record_only_grows()"
    return (
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {does}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {does}",
    )
