"""One use case, one transaction, one record row: allowed, refused, rolled back (rules 1 and 10)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlmodel import col, select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Relation
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, NotAllowed, NotFound, Refusal
from peermap_app.domain.purpose import Purpose, purpose_of
from peermap_app.services.admission import AllocatedCase
from peermap_app.services.unit import NOBODY, OPERATOR, Who, reading, unit, writing
from peermap_app.storage.access_record import HOUSE, verify_chain
from peermap_app.storage.tables import (
    AccessRecord,
    Allocation,
    CaseFile,
    Drawing,
    SignInSession,
    Team,
    Worker,
    new_id,
)
from tests.fakes import FakeClock, FakeHints
from tests.services.people import People, allocate, end_allocation, in_days


async def rows(house: House, chain: str) -> list[AccessRecord]:
    async with reading(house) as session:
        found = select(AccessRecord).where(AccessRecord.chain == chain)
        return list((await session.exec(found.order_by(col(AccessRecord.number)))).all())


async def newest(house: House, chain: str) -> tuple[str, str, str]:
    """Action, outcome and rule of the newest row of a chain."""
    row = (await rows(house, chain))[-1]
    return row.action, row.outcome, row.rule


async def refused(house: House, who: Who, action: Action, case_id: object) -> Refusal:
    """The refusal that this meets."""
    asked = purpose_of(action)
    with pytest.raises(Refusal) as caught:
        async with unit(house, who, action, case_id, purpose=asked):  # type: ignore[arg-type]
            raise AssertionError("the body was reached")
    return caught.value


async def test_an_allocated_worker_is_let_in_and_recorded(house: House, people: People) -> None:
    """The body gets the case's vault; the read stands on the case's chain with its rule."""
    async with unit(house, people.sam, Action.SEE_CASE, people.case_k) as u:
        case = await u.session.get(CaseFile, u.held.id)
        assert case is not None
        assert u.held.vault.open("case_file", case.id, case.sealed)["initials"] == "K"
        assert await u.relation(people.case_m) is Relation.NONE
    (row,) = await rows(house, people.case_k)
    assert (row.action, row.outcome, row.rule, row.worker_id, row.device) == (
        "see_case",
        "allowed",
        "allocated",
        people.sam.worker_id,
        people.sam.session_id,
    )


async def test_every_way_of_not_having_a_case_looks_the_same(house: House, people: People) -> None:
    """Foreign, unknown, ended, not begun, malformed: one answer; the record has the true reason."""
    ended = await allocate(house, people.case_m, people.sam)
    await end_allocation(house, ended)
    was = await refused(house, people.sam, Action.SEE_CASE, people.case_m)
    foreign = await refused(house, people.priya, Action.SEE_CASE, people.case_k)
    unknown = await refused(house, people.sam, Action.SEE_CASE, new_id())
    odd = [
        await refused(house, people.sam, Action.SEE_CASE, raw)
        for raw in ("", "x", people.case_k.upper() + "0", people.case_k + "\n", 7, ["a"], {})
    ]
    answers = {(type(r).kind, r.code, str(r), tuple(r.data)) for r in (was, foreign, unknown, *odd)}
    assert answers == {(NotFound.kind, "not_found", "not_found", ())}
    house_rules = [(row.rule, row.case_id, row.detail) for row in await rows(house, HOUSE)]
    # Chains of cases begin with their first row: there was none on these before.
    assert [rule for rule, *_ in house_rules] == [
        "allocation_ended",
        "not_allocated",
        "unknown_case",
        "malformed_id",  # the others are counted with it
    ]
    assert all(len(detail) in (0, 32) for *_, detail in house_rules)


async def test_a_refusal_stands_on_the_chain_of_its_case(house: House, people: People) -> None:
    """Once a case has a chain, refusals about it stand there."""
    async with unit(house, people.sam, Action.SEE_CASE, people.case_k):
        pass
    await refused(house, people.priya, Action.SEE_CASE, people.case_k)
    assert await newest(house, people.case_k) == ("see_case", "refused", "not_allocated")


@pytest.mark.parametrize("starts_in", [1, 30])
async def test_an_allocation_that_begins_later_gives_nothing_yet(
    house: House, people: People, clock: FakeClock, starts_in: int
) -> None:
    """From its first day on, and not before."""
    await allocate(house, people.case_m, people.sam, starts=in_days(house, starts_in))
    assert (await refused(house, people.sam, Action.SEE_CASE, people.case_m)).code == "not_found"
    clock.to(in_days(house, starts_in))
    async with unit(house, replace(people.sam, session_id=None), Action.SEE_CASE, people.case_m):
        pass


@pytest.mark.parametrize("name", ["nadia", "alex", "robin"])
async def test_no_other_role_opens_a_case(house: House, people: People, name: str) -> None:
    """Supervisor, administrator and data protection lead are refused like anybody else.

    But for two things: the locked copy of a withdrawn map opens for the data protection lead alone
    (rule 4; `services.locked` gives nothing else), and so does what is given to its young person.
    """
    who = getattr(people, name)
    theirs = {
        "robin": {Action.OPEN_LOCKED_COPY, Action.SUBJECT_ACCESS},
        # Her own team's case: a look, to give it to somebody, to find a colleague, and to be the
        # second person of a sharing without agreement (rule 5); never to open it.
        "nadia": {
            Action.SEE_TEAM_CASE,
            Action.LOOK_AT_MAP,
            Action.GIVE_TEMPORARY,
            Action.SEE_SHARING,
            Action.AGREE_SHARING,
            Action.FIND_COLLEAGUE,
        },
    }
    for action in set(Action) - theirs.get(name, set()):
        assert (await refused(house, who, action, people.case_k)).code == "not_found"


async def test_an_administrator_who_was_allocated_anyway_is_refused(
    house: House, people: People
) -> None:
    """Were such a row there, the role alone refuses it."""
    await allocate(house, people.case_k, people.alex)
    assert (await refused(house, people.alex, Action.SEE_CASE, people.case_k)).code == "not_found"
    assert (await newest(house, HOUSE))[2] == "role_may_not"


async def test_the_role_is_read_now_and_not_from_who(house: House, people: People) -> None:
    """A forged or outdated role in `who` changes nothing."""
    async with writing(house) as session:
        worker = await session.get(Worker, people.sam.worker_id)
        assert worker is not None
        worker.role = Role.ADMINISTRATOR.value
        session.add(worker)
    assert (await refused(house, people.sam, Action.SEE_CASE, people.case_k)).code == "not_found"


@pytest.mark.parametrize("change", ["ended", "expired", "idle", "inactive", "stolen"])
async def test_a_session_that_is_over_is_refused_inside_the_unit(
    house: House, people: People, clock: FakeClock, change: str
) -> None:
    """Between the cookie's check and the unit a session may end: the unit looks again."""
    async with writing(house) as session:
        held = await session.get(SignInSession, people.sam.session_id)
        worker = await session.get(Worker, people.sam.worker_id)
        assert held is not None
        assert worker is not None
        if change == "ended":
            held.ended_at = clock()
        elif change == "stolen":
            held.worker_id = str(people.priya.worker_id)
        elif change == "inactive":
            worker.active = False
        session.add_all([held, worker])
    if change == "expired":
        clock.forward(hours=8)
    elif change == "idle":
        clock.forward(minutes=30)
    refusal = await refused(house, people.sam, Action.SEE_CASE, people.case_k)
    assert (type(refusal).kind, refusal.code) == (NotAllowed.kind, "signed_out")


async def test_the_wrong_purpose_is_refused_and_recorded(house: House, people: People) -> None:
    """A map is not read to coordinate with others (rule 1)."""
    async with unit(house, people.sam, Action.SEE_CASE, people.case_k):
        pass
    with pytest.raises(NotFound):
        async with unit(
            house, people.sam, Action.SEE_MAP, people.case_k, purpose=Purpose.COORDINATE
        ):
            raise AssertionError("the body was reached")
    assert await newest(house, people.case_k) == ("see_map", "refused", "wrong_purpose")


async def test_nobody_is_signed_out(house: House, people: People) -> None:
    """Without a session there is one answer, with and without a case."""
    for case_id in (None, people.case_k):
        assert (await refused(house, NOBODY, Action.SEE_CASE, case_id)).code == "signed_out"


async def test_an_operator_imports_and_opens_nothing(house: House, people: People) -> None:
    """The command line has what an administrator may, and no case."""
    async with unit(house, OPERATOR, Action.IMPORT):
        pass
    assert (await refused(house, OPERATOR, Action.SEE_CASE, people.case_k)).code == "not_found"
    assert (await refused(house, people.sam, Action.IMPORT, None)).code == "not_allowed"


async def test_a_refusal_in_the_body_rolls_back_and_is_recorded(
    house: House, people: People, hints: FakeHints
) -> None:
    """Nothing that was written stays but the record of the refusal; no page is told anything."""
    with pytest.raises(Conflict):  # noqa: PT012 - the body is what is tried
        async with unit(
            house, people.sam, Action.PLAN_STEP, people.case_k, purpose=Purpose.PLAN_TOGETHER
        ) as u:
            u.session.add(Team(name="written and taken back"))
            await u.session.flush()
            u.also(Action.SEE_MAP, people.case_k)
            u.hint("worker:1", {"kind": "alert"})
            raise Conflict("nothing_kept")
    async with reading(house) as session:
        assert (await session.exec(select(Team).where(Team.name.like("written%")))).all() == []  # type: ignore[attr-defined]
    assert await newest(house, HOUSE) == ("plan_step", "refused", "nothing_kept")
    assert hints.told == []


async def test_a_mistake_in_the_body_rolls_back_too(house: House, people: People) -> None:
    """Any other exception leaves nothing at all, and passes through."""
    with pytest.raises(ZeroDivisionError):  # noqa: PT012 - the body is what is tried
        async with unit(
            house, people.sam, Action.PLAN_STEP, people.case_k, purpose=Purpose.PLAN_TOGETHER
        ) as u:
            u.session.add(Team(name="half"))
            await u.session.flush()
            raise ZeroDivisionError
    assert await rows(house, people.case_k) == []
    async with unit(house, people.sam, Action.SEE_CASE, people.case_k):
        pass  # the turn was given back


async def test_what_cannot_be_recorded_does_not_happen(
    house: House, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the record cannot be written, the work is rolled back."""

    async def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("peermap_app.storage.access_record.append", broken)
    with pytest.raises(OSError, match="disk full"):
        async with unit(
            house, people.sam, Action.PLAN_STEP, people.case_k, purpose=Purpose.PLAN_TOGETHER
        ) as u:
            u.session.add(Team(name="unrecorded"))
    monkeypatch.undo()
    async with reading(house) as session:
        names = (await session.exec(select(Team.name))).all()
    assert "unrecorded" not in names


async def test_hints_are_told_after_the_commit(
    house: House, people: People, hints: FakeHints
) -> None:
    """Who wakes up by a hint finds what it was about."""
    async with unit(house, people.sam, Action.SEE_CASE, people.case_k) as u:
        u.hint("worker:1", {"kind": "alert"})
        u.outbox_written()
        assert (hints.told, house.wake.is_set()) == ([], False)
    assert (hints.told, house.wake.is_set()) == ([("worker:1", {"kind": "alert"})], True)


async def test_a_read_across_a_link_stands_on_both_chains(house: House, people: People) -> None:
    """`across` writes to the other case's chain in the same transaction, with its purpose."""
    async with unit(
        house, people.sam, Action.SEE_ALERT, people.case_k, purpose=Purpose.COORDINATE
    ) as u:
        other = await u.vault(people.case_m)
        case = await u.session.get(CaseFile, people.case_m)
        assert case is not None
        assert other.open("case_file", case.id, case.sealed)["initials"] == "M"
        await u.link(people.case_m, Purpose.COORDINATE)
        asked = Purpose.COORDINATE
        await u.across(Action.SEE_FLAG, people.case_m, purpose=asked, detail=people.case_k)
    assert await newest(house, people.case_k) == ("see_alert", "allowed", "allocated")
    assert await newest(house, people.case_m) == ("see_flag", "allowed", "linked coordinate")


async def test_nothing_crosses_without_a_link(house: House, people: People) -> None:
    """A case that this unit found no holding link to is refused, and the refusal recorded."""
    with pytest.raises(NotFound):
        async with unit(
            house, people.sam, Action.SEE_ALERT, people.case_k, purpose=Purpose.COORDINATE
        ) as u:
            await u.across(Action.SEE_FLAG, people.case_m, purpose=Purpose.COORDINATE)
    assert await newest(house, HOUSE) == ("see_alert", "refused", "not_allocated")
    assert await rows(house, people.case_m) == []


async def test_nothing_crosses_for_planning(house: House, people: People) -> None:
    """Rule 1: over a link is read for coordinating alone, whichever way it is asked."""
    with pytest.raises(NotFound):
        async with unit(house, people.sam, Action.SEE_CASE, people.case_k) as u:
            await u.link(people.case_m, Purpose.PLAN_TOGETHER)
    assert await newest(house, HOUSE) == ("see_case", "refused", "wrong_purpose")

    async def plan_across() -> None:
        async with unit(house, people.sam, Action.SEE_CASE, people.case_k) as u:
            await u.link(people.case_m, Purpose.COORDINATE)
            await u.across(Action.SEE_FLAG, people.case_m, purpose=Purpose.PLAN_TOGETHER)

    with pytest.raises(NotFound):
        await plan_across()
    assert await newest(house, HOUSE) == ("see_case", "refused", "wrong_purpose")
    assert await rows(house, people.case_m) == []


async def test_a_part_of_a_case_is_read_for_its_own_purpose(house: House, people: People) -> None:
    """The map for planning, the links for coordinating: each recorded so, none for the other."""
    async with unit(house, people.sam, Action.SEE_CASE, people.case_k) as u:
        await u.part(Action.SEE_MAP, purpose=Purpose.PLAN_TOGETHER)
        await u.part(Action.SEE_LINK, purpose=Purpose.COORDINATE)
    written = [(row.action, row.rule) for row in await rows(house, people.case_k)]
    assert written == [
        ("see_map", "allocated plan"),
        ("see_link", "allocated coordinate"),
        ("see_case", "allocated"),
    ]


async def test_units_on_one_case_follow_one_another(house: House, people: People) -> None:
    """Ten at once on one case each see what those before them wrote, on either database."""

    async def count_up() -> None:
        async with unit(
            house, people.sam, Action.PLAN_STEP, people.case_k, purpose=Purpose.PLAN_TOGETHER
        ) as u:
            case = await u.session.get(CaseFile, people.case_k)
            team = await u.session.get(Team, case.team_id if case else "")
            assert team is not None
            await u.session.refresh(team)
            number = int(team.name) if team.name.isdigit() else 0
            await asyncio.sleep(0)  # let another go on here
            team.name = str(number + 1)
            u.session.add(team)

    await asyncio.gather(*(count_up() for _ in range(10)))
    async with reading(house) as session:
        team = await session.get(Team, people.west)
        assert team is not None
        assert team.name == "10"
        assert await verify_chain(session, house.keys, people.case_k) == ()
    assert len(await rows(house, people.case_k)) == 10


async def test_a_unit_inside_a_unit_fails_at_once(house: House, people: People) -> None:
    """It would wait for itself for ever: a mistake of ours that must not hang."""
    with pytest.raises(RuntimeError, match="inside a unit"):
        async with unit(house, people.sam, Action.SEE_CASE, people.case_k), writing(house):
            raise AssertionError("the second was opened")
    async with unit(house, people.sam, Action.SEE_CASE, people.case_k):
        pass


async def test_only_the_access_check_makes_the_proof(house: House, people: People) -> None:
    """Code that has an id and no permission cannot pretend."""
    async with unit(house, people.sam, Action.SEE_CASE, people.case_k) as u:
        vault = u.held.vault
    with pytest.raises(TypeError, match="access check"):
        AllocatedCase(people.case_m, vault, Relation.ALLOCATED, object())


async def test_a_closed_case_is_not_found(house: House, people: People, clock: FakeClock) -> None:
    """Closing a case closes it to its own worker too."""
    async with writing(house) as session:
        case = await session.get(CaseFile, people.case_k)
        assert case is not None
        case.closed_at = clock()
        session.add(case)
    assert (await refused(house, people.sam, Action.SEE_CASE, people.case_k)).code == "not_found"


async def a_tablet(house: House, people: People, phase: str = "choosing") -> Who:
    """The tablet that joined Sam's drawing on case K."""
    drawing = Drawing(
        id=new_id(),
        case_id=people.case_k,
        worker_id=str(people.sam.worker_id),
        session_id=str(people.sam.session_id),
        phase=phase,
        device_hash="d" * 64,
        created_at=house.clock(),
    )
    async with writing(house) as session:
        session.add(drawing)
    return Who(kind="tablet", drawing_id=drawing.id, device="d" * 64)


async def test_a_tablet_acts_on_its_own_drawing_alone(house: House, people: People) -> None:
    """It may choose on the case it was joined to; on another, nothing."""
    tablet = await a_tablet(house, people)
    plan = Purpose.PLAN_TOGETHER
    async with unit(house, tablet, Action.KEEP_MAP, people.case_k, purpose=plan) as u:
        assert u.held.id == people.case_k
    for case_id in (people.case_m, new_id()):
        assert (await refused(house, tablet, Action.KEEP_MAP, case_id)).code == "not_found"
    row = (await rows(house, people.case_k))[-1]
    assert (row.who_kind, row.worker_id, row.device) == ("tablet", None, "d" * 64)


@pytest.mark.parametrize("action", [a for a in Action if a.value.startswith(("see_c", "plan"))])
async def test_a_tablet_sees_nothing_of_a_case(
    house: House, people: People, action: Action
) -> None:
    """Whatever the phase, a case's page is none of the tablet's."""
    for phase in ("ready", "drawing", "choosing", "later"):
        tablet = await a_tablet(house, people, phase)
        assert (await refused(house, tablet, action, people.case_k)).code == "not_found"


@pytest.mark.parametrize(
    "change", ["other device", "no device", "ended", "signed out", "expired", "unallocated"]
)
async def test_a_tablet_loses_its_drawing_with_its_worker(
    house: House, people: People, clock: FakeClock, change: str
) -> None:
    """Another device, a drawing or session that ended, an allocation that ended: nothing more."""
    tablet = await a_tablet(house, people)
    async with writing(house) as session:
        drawing = await session.get(Drawing, tablet.drawing_id)
        held = await session.get(SignInSession, people.sam.session_id)
        assert drawing is not None
        assert held is not None
        if change == "ended":
            drawing.ended_at = clock()
        if change == "signed out":
            held.ended_at = clock()
        if change == "unallocated":
            for allocation in await session.exec(select(Allocation)):
                allocation.ends = clock().date()
                session.add(allocation)
        session.add_all([drawing, held])
    if change == "other device":
        tablet = replace(tablet, device="e" * 64)
    if change == "no device":
        tablet = replace(tablet, device=None)
    if change == "expired":
        clock.forward(hours=8)
    refusal = await refused(house, tablet, Action.KEEP_MAP, people.case_k)
    assert refusal.code == "not_found"


async def test_a_tablet_outlives_the_idle_time_of_its_worker(
    house: House, people: People, clock: FakeClock
) -> None:
    """A phone that idles ends nothing (rule 3)."""
    tablet = await a_tablet(house, people)
    clock.forward(hours=2)
    plan = Purpose.PLAN_TOGETHER
    async with unit(house, tablet, Action.KEEP_MAP, people.case_k, purpose=plan):
        pass
