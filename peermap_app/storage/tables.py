"""Every table. Ids are uuid4 hex; moments are aware UTC; `sealed` columns open only with the case.

What a column may hold is part of its meaning: a plain column never holds initials, a reference,
a place, a flag's words or who is linked with whom. Those stand in `sealed` (AES-256-GCM under the
case's own key, see `sealing`), and what must be found again is a keyed hash beside it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import DateTime, Dialect, Index, LargeBinary, MetaData, UniqueConstraint, false
from sqlalchemy import text as sql
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Our tables alone, each constraint with a name that a later migration can say."""
KEY_METADATA = MetaData(naming_convention=METADATA.naming_convention)
"""Those of the store of keys: see `key_store`."""


class Table(SQLModel):
    """What every table of ours is."""

    metadata = METADATA


def new_id() -> str:
    """A fresh id: 32 hex signs."""
    return uuid4().hex


class UtcMoment(TypeDecorator[datetime]):
    """An aware UTC moment in both databases; SQLite would otherwise hand back naive ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database; a naive moment is a mistake of ours and never guessed at."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database, always aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _key() -> Any:
    return Field(default_factory=new_id, primary_key=True)


def _moment(*, index: bool = False) -> Any:
    return Field(sa_type=UtcMoment, index=index)


def _moment_or_none() -> Any:
    return Field(default=None, sa_type=UtcMoment, nullable=True)


def _sealed() -> Any:
    return Field(sa_type=LargeBinary, repr=False)


def _may_seal() -> Any:
    return Field(default=None, sa_type=LargeBinary, nullable=True, repr=False)


def _refers(column: str, *, index: bool = True) -> Any:
    return Field(foreign_key=column, index=index)


def _may_refer(column: str, *, index: bool = False) -> Any:
    return Field(default=None, foreign_key=column, index=index, nullable=True)


class Team(Table, table=True):
    """A team; its supervisors are workers of it."""

    __tablename__ = "team"

    id: str = _key()
    name: str = Field(unique=True)


class Worker(Table, table=True):
    """Somebody who may sign in once a password was set; `email` is lower case."""

    __tablename__ = "worker"

    id: str = _key()
    email: str = Field(unique=True)
    name: str
    phone: str = ""
    role: str
    team_id: str | None = _may_refer("team.id", index=True)
    password_hash: str | None = Field(default=None, repr=False)
    active: bool = True
    created_at: datetime = _moment()


class SignInSession(Table, table=True):
    """One sign-in of one worker; only a keyed hash of its token is kept."""

    __tablename__ = "session"

    id: str = _key()
    token_hash: str = Field(unique=True, repr=False)
    worker_id: str = _refers("worker.id")
    created_at: datetime = _moment()
    seen_at: datetime = _moment()
    touched_at: datetime | None = _moment_or_none()
    """When a person last touched a page of it, which its tablet is not; None: locked."""
    expires_at: datetime = _moment()
    ended_at: datetime | None = _moment_or_none()
    second: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """A second factor was shown in it: without one, some roles may not begin anything."""
    proved_at: datetime | None = _moment_or_none()
    """When its owner last proved who they are, by the strongest that they had then."""
    device: str | None = None
    """The kind of device, a code of `words.devices`, for its owner to tell their sessions apart."""


class CaseFile(Table, table=True):
    """One young person's case. sealed ("case_file"): {reference, initials, born: year}."""

    __tablename__ = "case_file"

    id: str = _key()
    reference_hash: str = Field(unique=True)
    team_id: str = _refers("team.id")
    supervisor_id: str | None = _may_refer("worker.id", index=True)
    sealed: bytes = _sealed()
    created_at: datetime = _moment()
    closed_at: datetime | None = _moment_or_none()


class CaseKey(Table, table=True):
    """The key of one case, wrapped by the master key; without it nothing of the case opens."""

    metadata = KEY_METADATA
    __tablename__ = "case_key"

    case_id: str = Field(primary_key=True)
    wrapped: bytes = _sealed()


class Allocation(Table, table=True):
    """A worker on a case from `starts`; `ends` is the day on which it is over."""

    __tablename__ = "allocation"
    __table_args__ = (UniqueConstraint("case_id", "worker_id", "starts"),)

    id: str = _key()
    case_id: str = _refers("case_file.id")
    worker_id: str = _refers("worker.id")
    starts: date
    ends: date | None = None


class Drawing(Table, table=True):
    """That a drawing was offered and how it ended: nothing of the picture (rule 3).

    `room_key` is sealed ("room_key", id) under the case and set to None when the drawing ends.
    `handed_over_from` is the session that ended as its own device became the drawing's: that end
    does not end the drawing. `from_map` is the kept map that it starts from, if any.
    """

    __tablename__ = "drawing"

    id: str = _key()
    case_id: str = _refers("case_file.id")
    worker_id: str = _refers("worker.id")
    session_id: str = _refers("session.id")
    phase: str
    before_offer: str | None = None
    link_hash: str | None = Field(default=None, index=True, repr=False)
    code_hash: str | None = Field(default=None, index=True, repr=False)
    offer_expires: datetime | None = _moment_or_none()
    device_hash: str | None = Field(default=None, index=True, repr=False)
    device_name: str | None = None
    language: str | None = None
    """The young person's choice of language for this drawing; None: nothing was chosen."""
    started_at: datetime | None = _moment_or_none()
    frozen_number: int | None = None
    frozen_digest: str | None = Field(default=None, repr=False)
    room_key: bytes | None = _may_seal()
    ended_at: datetime | None = _moment_or_none()
    ending: str | None = None
    created_at: datetime = _moment()
    handed_over_from: str | None = None
    from_map: str | None = None


class KeptMap(Table, table=True):
    """A map that the young person agreed to keep. sealed ("kept_map"): {map, number}.

    Once its first answer is withdrawn (rule 4) it is destroyed, `sealed` set to None, or locked,
    `sealed` kept for the data protection lead alone. `storage.maps.stands` finds those that stand.
    """

    __tablename__ = "kept_map"
    __table_args__ = (UniqueConstraint("case_id", "version"),)

    id: str = _key()
    case_id: str = _refers("case_file.id", index=False)
    drawing_id: str = Field(foreign_key="drawing.id", unique=True)
    version: int
    sealed: bytes | None = _may_seal()
    kept_at: datetime = _moment()
    destroyed_at: datetime | None = _moment_or_none()
    locked_at: datetime | None = _moment_or_none()


class ConsentRecord(Table, table=True):
    """What the young person said about one drawing, kept or not.

    sealed ("consent_record"): {answers, mark, words_version, words, language, presence|null,
    company|null, number, tablets}; `words` are the sentences that were shown.
    """

    __tablename__ = "consent_record"

    id: str = _key()
    case_id: str = _refers("case_file.id")
    drawing_id: str = Field(foreign_key="drawing.id", unique=True)
    kept_map_id: str | None = _may_refer("kept_map.id", index=True)
    outcome: str
    sealed: bytes = _sealed()
    at: datetime = _moment()


class ConsentAddition(Table, table=True):
    """What a worker noted later, dated as such (rule 4). sealed ("consent_addition"): who was there
    and how understanding was checked, or ({kind: "other_agreement", …}) who else agreed."""

    __tablename__ = "consent_addition"

    id: str = _key()
    consent_id: str = _refers("consent_record.id")
    case_id: str = _refers("case_file.id")
    worker_id: str = _refers("worker.id", index=False)
    sealed: bytes = _sealed()
    at: datetime = _moment()


class NextStep(Table, table=True):
    """What happens next after a kept map (rule 9). sealed ("next_step").

    A protective step is a recorded decision: the picture it rests on is locked, not destroyed.
    `ended_at`: the second answer was withdrawn; a later Yes does not bring it back.
    """

    __tablename__ = "next_step"

    id: str = _key()
    case_id: str = _refers("case_file.id")
    kept_map_id: str = _refers("kept_map.id")
    worker_id: str = _refers("worker.id", index=False)
    sealed: bytes = _sealed()
    review: date | None = None
    at: datetime = _moment()
    ended_at: datetime | None = _moment_or_none()


class Link(Table, table=True):
    """Two workers asking and agreeing (rule 8).

    A link has a key of its own (OwnKey). sealed ("link"): the two references, padded,
    so that an ask for an unknown reference leaves the same rows and as many bytes as any other.
    """

    __tablename__ = "link"

    id: str = _key()
    state: str
    asked_at: datetime = _moment()
    asked_by: str = _refers("worker.id")
    answered_at: datetime | None = _moment_or_none()
    answered_by: str | None = _may_refer("worker.id")
    ended_at: datetime | None = _moment_or_none()
    sealed: bytes = _sealed()


class LinkEnd(Table, table=True):
    """One side of a link, found by a keyed hash of its case's `reference_hash`.

    sealed ("link_end"): that side's sharing record, under its own case's key, once it answered.
    """

    __tablename__ = "link_end"
    __table_args__ = (UniqueConstraint("link_id", "side"),)

    id: str = _key()
    link_id: str = _refers("link.id", index=False)
    side: str
    end_hash: str = Field(index=True, repr=False)
    sealed: bytes | None = _may_seal()


class Flag(Table, table=True):
    """A worker's flag on their own case. sealed ("flag").

    `form_hash` (of worker, case and form) makes a second tap the same flag.
    """

    __tablename__ = "flag"

    id: str = _key()
    case_id: str = _refers("case_file.id")
    worker_id: str = _refers("worker.id")
    form_hash: str = Field(unique=True, repr=False)
    urgency: str
    sealed: bytes = _sealed()
    at: datetime = _moment()


class Alert(Table, table=True):
    """One flag that one worker must see. sealed ("alert"): over which link it came."""

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("flag_id", "worker_id"),)

    id: str = _key()
    worker_id: str = _refers("worker.id")
    flag_id: str = _refers("flag.id", index=False)
    sealed: bytes = _sealed()
    created_at: datetime = _moment()
    seen_at: datetime | None = _moment_or_none()
    in_touch_at: datetime | None = _moment_or_none()


class Outbox(Table, table=True):
    """What must be sent, written in the transaction that made it. state: queued, sent.

    Either an alert, or a link that was asked for, or what waits for a supervisor or came to an end
    there ("kind id", of `domain.tray`): whom the last two wake is found at delivery.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_due_at", "state", "due_at"),)

    id: str = _key()
    alert_id: str | None = _may_refer("alert.id", index=True)
    link_id: str | None = _may_refer("link.id", index=True)
    waits: str | None = None
    state: str = "queued"
    created_at: datetime = _moment()
    due_at: datetime = _moment()
    claim: str | None = None
    claimed_until: datetime | None = _moment_or_none()
    sent_at: datetime | None = _moment_or_none()
    tries: int = 0


REFUSED_ROWS = sql("outcome = 'refused'")
"""As the index of refusals has it, word for word: SQLite uses it for no other."""
_OF_REFUSALS: Any = {"sqlite_where": REFUSED_ROWS, "postgresql_where": REFUSED_ROWS}


class AccessRecord(Table, table=True):
    """One read, change or refusal (rule 10). Ids only; written by `access_record.append` alone."""

    __tablename__ = "access_record"
    __table_args__ = (
        UniqueConstraint("chain", "number"),
        Index("ix_access_record_worker_id_at", "worker_id", "at"),
        Index("ix_access_record_refused_at", "at", **_OF_REFUSALS),
    )

    id: int | None = Field(default=None, primary_key=True)
    chain: str
    number: int
    at: datetime = _moment(index=True)
    who_kind: str
    worker_id: str | None = None
    device: str | None = None
    action: str
    case_id: str | None = None
    outcome: str
    rule: str
    detail: str = ""
    previous: str
    mac: str


class RecordHead(Table, table=True):
    """Where a chain stands, its newest number and code; the chain "": all (`record_total`)."""

    __tablename__ = "record_head"

    chain: str = Field(primary_key=True)
    number: int
    mac: str
