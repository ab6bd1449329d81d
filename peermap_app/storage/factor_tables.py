"""The tables of signing in beyond the password: factors, recovery codes, and half a sign-in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from peermap_app.storage.tables import Table, UtcMoment, new_id


class Factor(Table, table=True):
    """A worker's second factor. It has a key of its own, wrapped like a case's.

    sealed ("factor"): {secret} of a code app, {name, credential, key} of a passkey. `confirmed_at`
    is None until a first code was right; until then it opens nothing. `last_step`: the newest code
    that was used. `credential_hash` finds a passkey again.
    """

    __tablename__ = "factor"

    id: str = Field(default_factory=new_id, primary_key=True)
    worker_id: str = Field(foreign_key="worker.id", index=True)
    kind: str
    begun_by: str | None = Field(default=None, nullable=True)
    """The half sign-in or session that began it; only that one sees its secret, to confirm it."""
    wrapped: bytes = Field(sa_type=LargeBinary, repr=False)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)
    created_at: datetime = Field(sa_type=UtcMoment)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    last_step: int | None = None
    credential_hash: str | None = Field(default=None, unique=True, repr=False, nullable=True)
    sign_count: int = 0


class RecoveryCode(Table, table=True):
    """One of ten codes on paper; only a keyed hash of it is kept. It is used once."""

    __tablename__ = "recovery_code"

    id: str = Field(default_factory=new_id, primary_key=True)
    worker_id: str = Field(foreign_key="worker.id", index=True)
    code_hash: str = Field(unique=True, repr=False)
    made_at: datetime = Field(sa_type=UtcMoment)
    used_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)


class HalfSignIn(Table, table=True):
    """The password was right, the second factor is still to come: opens nothing by itself."""

    __tablename__ = "half_sign_in"

    id: str = Field(default_factory=new_id, primary_key=True)
    token_hash: str = Field(unique=True, repr=False)
    worker_id: str = Field(foreign_key="worker.id", index=True)
    created_at: datetime = Field(sa_type=UtcMoment)
    expires_at: datetime = Field(sa_type=UtcMoment, index=True)
    ended_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)


class PasskeyChallenge(Table, table=True):
    """What a passkey has to sign next: for one browser and one use, once, for some minutes."""

    __tablename__ = "passkey_challenge"

    holder_hash: str = Field(primary_key=True, repr=False)
    challenge: bytes = Field(sa_type=LargeBinary, repr=False)
    expires_at: datetime = Field(sa_type=UtcMoment, index=True)
