"""The base tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "20261124_1_base_tables"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Make every table of the first release."""
    op.create_table(
        "access_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who_kind", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=True),
        sa.Column("device", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_record")),
        sa.UniqueConstraint("chain", "number", name=op.f("uq_access_record_chain_number")),
    )
    op.create_index(op.f("ix_access_record_at"), "access_record", ["at"], unique=False)
    op.create_index(
        op.f("ix_access_record_worker_id"), "access_record", ["worker_id"], unique=False
    )
    op.create_table(
        "record_head",
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_record_head")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "worker",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_worker_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
        sa.UniqueConstraint("email", name=op.f("uq_worker_email")),
    )
    op.create_index(op.f("ix_worker_team_id"), "worker", ["team_id"], unique=False)
    op.create_table(
        "case_file",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("reference_hash", sa.String(), nullable=False),
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("supervisor_id", sa.String(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["worker.id"], name=op.f("fk_case_file_supervisor_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_case_file_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("reference_hash", name=op.f("uq_case_file_reference_hash")),
    )
    op.create_index(
        op.f("ix_case_file_supervisor_id"), "case_file", ["supervisor_id"], unique=False
    )
    op.create_index(op.f("ix_case_file_team_id"), "case_file", ["team_id"], unique=False)
    op.create_table(
        "link",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["worker.id"], name=op.f("fk_link_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["worker.id"], name=op.f("fk_link_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_asked_by"), "link", ["asked_by"], unique=False)
    op.create_table(
        "session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_session_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
    )
    op.create_index(op.f("ix_session_worker_id"), "session", ["worker_id"], unique=False)
    op.create_table(
        "allocation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_allocation_case_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_allocation_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sa.UniqueConstraint(
            "case_id", "worker_id", "starts", name=op.f("uq_allocation_case_id_worker_id_starts")
        ),
    )
    op.create_index(op.f("ix_allocation_case_id"), "allocation", ["case_id"], unique=False)
    op.create_index(op.f("ix_allocation_worker_id"), "allocation", ["worker_id"], unique=False)
    op.create_table(
        "case_key",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_case_key_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_key")),
    )
    op.create_table(
        "drawing",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("before_offer", sa.String(), nullable=True),
        sa.Column("link_hash", sa.String(), nullable=True),
        sa.Column("code_hash", sa.String(), nullable=True),
        sa.Column("offer_expires", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device_hash", sa.String(), nullable=True),
        sa.Column("device_name", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_number", sa.Integer(), nullable=True),
        sa.Column("frozen_digest", sa.String(), nullable=True),
        sa.Column("room_key", sa.LargeBinary(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_drawing_case_id")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_drawing_session_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_drawing_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawing")),
    )
    op.create_index(op.f("ix_drawing_case_id"), "drawing", ["case_id"], unique=False)
    op.create_index(op.f("ix_drawing_code_hash"), "drawing", ["code_hash"], unique=False)
    op.create_index(op.f("ix_drawing_device_hash"), "drawing", ["device_hash"], unique=False)
    op.create_index(op.f("ix_drawing_link_hash"), "drawing", ["link_hash"], unique=False)
    op.create_index(op.f("ix_drawing_session_id"), "drawing", ["session_id"], unique=False)
    op.create_index(op.f("ix_drawing_worker_id"), "drawing", ["worker_id"], unique=False)
    op.create_table(
        "flag",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("form_hash", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_flag_case_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_flag_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint("form_hash", name=op.f("uq_flag_form_hash")),
    )
    op.create_index(op.f("ix_flag_case_id"), "flag", ["case_id"], unique=False)
    op.create_index(op.f("ix_flag_worker_id"), "flag", ["worker_id"], unique=False)
    op.create_table(
        "link_end",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("link_id", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("end_hash", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_link_end_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_end")),
        sa.UniqueConstraint("link_id", "side", name=op.f("uq_link_end_link_id_side")),
    )
    op.create_index(op.f("ix_link_end_end_hash"), "link_end", ["end_hash"], unique=False)
    op.create_table(
        "alert",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("flag_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("in_touch_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name=op.f("fk_alert_flag_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_alert_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("flag_id", "worker_id", name=op.f("uq_alert_flag_id_worker_id")),
    )
    op.create_index(op.f("ix_alert_worker_id"), "alert", ["worker_id"], unique=False)
    op.create_table(
        "kept_map",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("drawing_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_kept_map_case_id")),
        sa.ForeignKeyConstraint(
            ["drawing_id"], ["drawing.id"], name=op.f("fk_kept_map_drawing_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_map")),
        sa.UniqueConstraint("case_id", "version", name=op.f("uq_kept_map_case_id_version")),
        sa.UniqueConstraint("drawing_id", name=op.f("uq_kept_map_drawing_id")),
    )
    op.create_table(
        "consent_record",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("drawing_id", sa.String(), nullable=False),
        sa.Column("kept_map_id", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_consent_record_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["drawing_id"], ["drawing.id"], name=op.f("fk_consent_record_drawing_id")
        ),
        sa.ForeignKeyConstraint(
            ["kept_map_id"], ["kept_map.id"], name=op.f("fk_consent_record_kept_map_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_record")),
        sa.UniqueConstraint("drawing_id", name=op.f("uq_consent_record_drawing_id")),
    )
    op.create_index(op.f("ix_consent_record_case_id"), "consent_record", ["case_id"], unique=False)
    op.create_index(
        op.f("ix_consent_record_kept_map_id"), "consent_record", ["kept_map_id"], unique=False
    )
    op.create_table(
        "next_step",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kept_map_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("review", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.id"], name=op.f("fk_next_step_case_id")),
        sa.ForeignKeyConstraint(
            ["kept_map_id"], ["kept_map.id"], name=op.f("fk_next_step_kept_map_id")
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_next_step_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_step")),
    )
    op.create_index(op.f("ix_next_step_case_id"), "next_step", ["case_id"], unique=False)
    op.create_index(op.f("ix_next_step_kept_map_id"), "next_step", ["kept_map_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("alert_id", sa.String(), nullable=True),
        sa.Column("link_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alert.id"], name=op.f("fk_outbox_alert_id")),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_outbox_link_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(op.f("ix_outbox_alert_id"), "outbox", ["alert_id"], unique=False)
    op.create_index(op.f("ix_outbox_link_id"), "outbox", ["link_id"], unique=False)
    op.create_index("ix_outbox_state_due_at", "outbox", ["state", "due_at"], unique=False)
    op.create_table(
        "consent_addition",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("consent_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("worker_id", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_consent_addition_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"], ["consent_record.id"], name=op.f("fk_consent_addition_consent_id")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_consent_addition_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_addition")),
    )
    op.create_index(
        op.f("ix_consent_addition_case_id"), "consent_addition", ["case_id"], unique=False
    )
    op.create_index(
        op.f("ix_consent_addition_consent_id"), "consent_addition", ["consent_id"], unique=False
    )
