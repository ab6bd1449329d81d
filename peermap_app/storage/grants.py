"""What PostgreSQL is told to give the account that PeerMap works with, and no more.

Whoever owns the tables can drop the triggers that keep the access record append-only. So the owner
only migrates, and the account of the server may read and write rows, and of the record only add.
"""

from __future__ import annotations

import re

from peermap_app.storage.key_store import SCHEMA

ONLY_GROW = ("access_record", "record_seal", "record_day")
"""Tables whose rows are added and never changed (rule 10)."""
KEYS_ONLY_GROW = (f"{SCHEMA}.record_anchor",)
"""Of the store of keys: what says that the record was there."""
ONLY_READ = ("alembic_version",)
ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")


def statements(role: str) -> tuple[str, ...]:
    """SQL for the owner of the tables to run after each migration; a second time does no harm.

    Raises ValueError for what is no plain name of a role.
    """
    if not ROLE.fullmatch(role):
        raise ValueError("a role is small letters, figures and _")
    both = f"public, {SCHEMA}"
    return (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {both} FROM {role};",
        f"GRANT USAGE ON SCHEMA {both} TO {role};",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {both} TO {role};",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {both} TO {role};",
        f"REVOKE UPDATE, DELETE ON {', '.join((*ONLY_GROW, *KEYS_ONLY_GROW))} FROM {role};",
        f"REVOKE INSERT, UPDATE, DELETE ON {', '.join(ONLY_READ)} FROM {role};",
    )
