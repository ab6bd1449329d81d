"""What is to be noted is found without reading what was noted in the years before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, text

from peermap_app.domain.reviews import Kind
from peermap_app.storage import reviews as store
from peermap_app.storage.review_tables import Review
from tests.storage.conftest import Sessions

LONG_AGO, TODAY, SOON = date(2025, 3, 1), date(2026, 7, 1), date(2026, 7, 15)


@pytest.mark.parametrize("lapse", [True, False])
async def test_an_index_leaves_out_what_was_noted(sessions: Sessions, lapse: bool) -> None:
    """Of either database, by its own word for how it reads."""
    noted = "lapsed_for" if lapse else "asked_for"
    due = LONG_AGO if lapse else SOON
    async with sessions() as session:
        for number in range(500):
            row = Review(thing_id=f"t{number}", kind="map", due=due)
            setattr(row, noted, due)
            session.add(row)
        await session.commit()
        read: list[tuple[str, Any]] = []
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *sent: read.append((sent[2], sent[3])))
        found = await store.to_note(session, Kind.MAP, TODAY, SOON, lapse=lapse, most=10)
        assert found == []
        statement, values = next(each for each in read if "FROM review" in each[0])
        connection = await session.connection()
        if connection.dialect.name == "sqlite":
            explain = "EXPLAIN QUERY PLAN "
        else:
            # Nothing else is in this database: in the order of the statement, and by its indices.
            for setting in ("join_collapse_limit = 1", "enable_seqscan = off"):
                await connection.execute(text(f"SET LOCAL {setting}"))
            explain = "EXPLAIN "
        plan = await connection.exec_driver_sql(explain + statement, values)
        assert f"ix_review_not_{noted}" in str(plan.all())
