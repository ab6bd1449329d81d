"""Until when each kept map, link and flag stands, and what was said when it was looked at again."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from alembic import op

from peermap_app.storage.tables import UtcMoment

revision: str = "20261130_G1"
down_revision: str | None = "20261130_I1"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

SOONEST = timedelta(days=28)
"""What is there already is asked about first: nothing lapses because of this migration."""
MAPS, FLAGS = timedelta(days=182), timedelta(days=28)


def upgrade() -> None:
    """Make both tables, with a date for all that is there.

    The dates that were given for a link are sealed and no key is at hand: all get the soonest.
    """
    op.create_table(
        "review",
        sa.Column("thing_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("asked_for", sa.Date(), nullable=True),
        sa.Column("lapsed_for", sa.Date(), nullable=True),
        sa.Column("closed_at", UtcMoment(), nullable=True),
        sa.PrimaryKeyConstraint("thing_id", name=op.f("pk_review")),
    )
    op.create_index("ix_review_closed_at_due", "review", ["closed_at", "due"])
    op.create_table(
        "review_said",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=True),
        sa.Column("at", UtcMoment(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_review_said_case_id")),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_review_said_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_said")),
    )
    op.create_index(op.f("ix_review_said_case_id"), "review_said", ["case_id"])
    _begin()


def _begin() -> None:
    soonest = datetime.now(UTC).date() + SOONEST
    moment = UtcMoment()
    kept = sa.table("kept_map", sa.column("id"), sa.column("kept_at", moment))
    flag = sa.table("flag", sa.column("id"), sa.column("at", moment))
    link = sa.table("link", sa.column("id"), sa.column("state"))
    end = sa.table("link_end", sa.column("id"), sa.column("link_id"))
    accepted = sa.select(end.c.id).join(link, link.c.id == end.c.link_id)
    there = op.get_bind()
    rows: list[tuple[str, str, date]] = [
        *(("map", row, at.date() + MAPS) for row, at in there.execute(sa.select(kept)).all()),
        *(("flag", row, at.date() + FLAGS) for row, at in there.execute(sa.select(flag)).all()),
        *(
            ("link", row, soonest)
            for row in there.scalars(accepted.where(link.c.state == "accepted"))
        ),
    ]
    review = sa.table(
        "review", sa.column("thing_id"), sa.column("kind"), sa.column("due", sa.Date())
    )
    made = [{"kind": kind, "thing_id": row, "due": max(due, soonest)} for kind, row, due in rows]
    if made:
        op.bulk_insert(review, made)
