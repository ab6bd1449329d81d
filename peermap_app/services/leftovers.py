"""Throws away what is over and past its period, and nobody need decide about (rule 12).

Sessions, the reasons of looks and of hours that were given, and the names of who left. A young
person's maps, plans, links and flags are never among them: `retention` asks a person.
"""

from __future__ import annotations

from peermap_app.bootstrap import House
from peermap_app.domain.endings import Leftover
from peermap_app.services.unit import writing
from peermap_app.storage import access_record, web_push
from peermap_app.storage import factors as factors_store
from peermap_app.storage import leftovers as store
from peermap_app.words import office_words

ACTION = "throw_away"


async def throw_away(house: House) -> int:
    """All of it, in one transaction, with one row that says how much; how much that was."""
    now, keep = house.clock(), house.settings.keep_for
    async with writing(house) as session:
        sessions = await store.delete_sessions(session, keep.before(Leftover.SESSIONS, now))
        reasons = await store.delete_reasons(
            session, house.keys, keep.before(Leftover.REASONS, now), now.date()
        )
        gone = await store.leavers(
            session, house.keys, keep.before(Leftover.LEAVERS, now), now.date()
        )
        for worker in gone:
            # The row stays, for what refers to it: nobody's name, address or number.
            worker.name, worker.phone = office_words.GONE, ""
            worker.email, worker.password_hash = f"{worker.id}@left.invalid", None
            session.add(worker)
            await factors_store.forget_all(session, worker.id)
            await web_push.forget_all(session, [worker.id])
            await store.note_open(session, worker.id)
        counts = {"sessions": sessions, "reasons": reasons, "leavers": len(gone)}
        if any(counts.values()):
            entry = access_record.Entry(
                at=now,
                who_kind="system",
                worker_id=None,
                device=None,
                action=ACTION,
                case_id=None,
                outcome=access_record.ALLOWED,
                rule="past_its_period",
                detail=" ".join(f"{name} {count}" for name, count in counts.items()),
            )
            await access_record.append(session, house.keys, [(access_record.HOUSE, entry)])
    return sum(counts.values())
