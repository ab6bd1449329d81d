"""What the record does not tell of yet is found without what it told of in the years before."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261201_T1"
down_revision: str | None = "20261130_I2"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """An index of what was not asked, one of what was not said to have lapsed; not one of all."""
    op.drop_index("ix_review_closed_at_due", table_name="review")
    for name in ("asked_for", "lapsed_for"):
        unsaid = sa.text(f"closed_at IS NULL AND ({name} IS NULL OR {name} != due)")
        op.create_index(
            op.f(f"ix_review_not_{name}"),
            "review",
            ["due"],
            sqlite_where=unsaid,
            postgresql_where=unsaid,
        )
