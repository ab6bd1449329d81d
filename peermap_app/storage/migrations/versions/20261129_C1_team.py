"""Cases given for some hours, duty, looks at maps, and who was added to a case."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261129_C1"
down_revision: str | None = "20261129_B2"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make the tables; nobody has anything in them yet."""
    _made(
        "temporary_allocation",
        _refers("case_id", "case_file.id"),
        _refers("worker_id", "worker.id"),
        _refers("given_by", "worker.id"),
        sa.Column("starts_at", UtcMoment(), nullable=False),
        sa.Column("ends_at", UtcMoment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("over_at", UtcMoment(), nullable=True),
        _refers("taken_back_by", "worker.id", nullable=True),
        indexed=("case_id", "worker_id"),
    )
    op.create_index(
        "ix_temporary_allocation_over_at_ends_at", "temporary_allocation", ["over_at", "ends_at"]
    )
    _made(
        "temporary_ask",
        sa.Column("case_hash", sa.String(), nullable=False),
        _refers("asked_by", "worker.id"),
        sa.Column("asked_at", UtcMoment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        _refers("answered_by", "worker.id", nullable=True),
        sa.Column("answered_at", UtcMoment(), nullable=True),
        indexed=("case_hash", "asked_by"),
    )
    _made(
        "duty",
        _refers("team_id", "team.id"),
        _refers("worker_id", "worker.id"),
        _refers("set_by", "worker.id"),
        sa.Column("starts_at", UtcMoment(), nullable=False),
        sa.Column("ends_at", UtcMoment(), nullable=False),
        indexed=("team_id", "worker_id"),
    )
    _made(
        "map_look",
        _refers("case_id", "case_file.id"),
        _refers("kept_map_id", "kept_map.id"),
        _refers("worker_id", "worker.id"),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        indexed=("case_id",),
    )
    _made(
        "addition",
        _refers("case_id", "case_file.id"),
        _refers("worker_id", "worker.id"),
        _refers("added_by", "worker.id", nullable=True),
        sa.Column("at", UtcMoment(), nullable=False),
        indexed=("case_id",),
    )
    op.create_table(
        "company_seen",
        _refers("case_id", "case_file.id"),
        _refers("worker_id", "worker.id"),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name="fk_company_seen_case_id"),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name="fk_company_seen_worker_id"),
        sa.PrimaryKeyConstraint("case_id", "worker_id", name="pk_company_seen"),
    )


def _refers(name: str, to: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable, info={"to": to})


def _made(table: str, *columns: sa.Column[Any], indexed: Sequence[str]) -> None:
    """A table with an id, its foreign keys named as the code names them, and its indexes."""
    keys = [
        sa.ForeignKeyConstraint(
            [column.name], [column.info["to"]], name=f"fk_{table}_{column.name}"
        )
        for column in columns
        if "to" in column.info
    ]
    op.create_table(
        table,
        sa.Column("id", sa.String(), nullable=False),
        *columns,
        *keys,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    for column in indexed:
        op.create_index(f"ix_{table}_{column}", table, [column])
