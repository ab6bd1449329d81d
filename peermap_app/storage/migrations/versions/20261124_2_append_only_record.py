"""The access record only grows: the database itself refuses to change or remove a row (rule 10)."""

from collections.abc import Sequence

from alembic import op

revision: str = "20261124_2_append_only_record"
down_revision: str | None = "20261124_1_base_tables"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_SAYS = "the access record only grows"

SQLITE = tuple(
    f"CREATE TRIGGER access_record_no_{what} BEFORE {what.upper()} ON access_record "
    f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
    for what in ("update", "delete")
)

POSTGRESQL = (
    "CREATE FUNCTION access_record_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_SAYS}'; END $$",
    "CREATE TRIGGER access_record_no_change BEFORE UPDATE OR DELETE ON access_record "
    "FOR EACH ROW EXECUTE FUNCTION access_record_only_grows()",
    "CREATE TRIGGER access_record_no_truncate BEFORE TRUNCATE ON access_record "
    "FOR EACH STATEMENT EXECUTE FUNCTION access_record_only_grows()",
)


def upgrade() -> None:
    """Add the triggers."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
