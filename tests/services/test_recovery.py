"""A forgotten password or a lost factor: asked, agreed by a second person, mailed, used once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from email.message import EmailMessage

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, Gone, Invalid, NotAllowed, NotFound, TooMany
from peermap_app.domain.recovery import Lost
from peermap_app.notify import mail
from peermap_app.services import accounts, administration, factors, recovery, recovery_links
from peermap_app.services.unit import OPERATOR, Who, reading, writing
from peermap_app.settings_mail import Smtp
from peermap_app.storage import beginnings
from peermap_app.storage import factors as stored_factors
from peermap_app.storage.recovery_tables import Mail, RecoveryAsk
from peermap_app.storage.tables import Allocation, SignInSession, Worker
from tests.factors import Phone
from tests.fakes import FakeClock, FakeSlow
from tests.services.people import People, a_worker
from tests.services.sign_ins import all_rows

ADDRESS, FRESH = "198.51.100.9", "tin drum at noon again"
SAM, ALEX = "sam@west.example", "alex@west.example"
GHOST = "ghost@attacker.example"
SMTP = Smtp("localhost", 25, "peermap@council.example", "none")


@pytest.fixture
async def mailing(house: House) -> House:
    """The same house with a mail server set up."""
    return replace(house, settings=replace(house.settings, smtp=SMTP))


@pytest.fixture
async def folk(mailing: House) -> People:
    """Sam of Nadia's team, Priya of a team without a supervisor, Alex who administers."""
    return await People.move_in(mailing)


class Post:
    """A mail server that keeps what it gets; `down` while it takes nothing."""

    def __init__(self) -> None:
        self.sent: list[EmailMessage] = []
        self.down = False

    async def __call__(self, _: Smtp, message: EmailMessage) -> None:
        if self.down:
            raise OSError("connection refused to sam@west.example")
        self.sent.append(message)

    def token(self) -> str:
        """The token of the last link that was sent."""
        text = self.sent[-1].get_content()
        return str(text.split("/recover/")[1].split()[0])


async def agreed(house: House, by: Who) -> None:
    """The supervisor agrees to what waits."""
    (ask,) = await recovery.waiting(house, by)
    await recovery.agree(house, by, ask.id)


async def sent_link(house: House, folk: People, lost: str = "password") -> tuple[Post, str]:
    """Sam asked, Nadia agreed, the mail is out."""
    await recovery.ask_at_door(house, SAM, lost, ADDRESS)
    await agreed(house, folk.nadia)
    post = Post()
    assert await mail.deliver(house, post) == 1
    return post, post.token()


async def test_from_the_door_to_a_new_password(mailing: House, folk: People) -> None:
    """Asked, agreed, mailed to the owner alone, used once; sessions end; the owner is told."""
    post, token = await sent_link(mailing, folk)
    assert [one["To"] for one in post.sent] == [SAM]
    assert await recovery_links.open_link(mailing, token) is Lost.PASSWORD
    await recovery_links.set_password(mailing, token, FRESH, ADDRESS)
    assert not await accounts.still(mailing, folk.sam)
    await accounts.sign_in(mailing, SAM, FRESH, ADDRESS)
    with pytest.raises(Gone, match="link_over"):
        await recovery_links.open_link(mailing, token)
    with pytest.raises(Gone, match="link_over"):
        await recovery_links.set_password(mailing, token, "another paper boat", ADDRESS)
    assert await mail.deliver(mailing, post) == 1
    assert (post.sent[-1]["To"], post.sent[-1]["Subject"]) == (
        SAM,
        "Your PeerMap password was changed",
    )
    said = [row[:3] for row in await all_rows(mailing) if "recover" in row[0]]
    assert said == [
        ("ask_recovery", "allowed", "at_the_door"),
        ("answer_recovery", "allowed", "supervisor"),
        ("agree_recovery", "allowed", "also"),
        ("agree_recovery", "allowed", "supervisor"),
        ("recovered", "allowed", "password_changed"),
    ]


async def test_nothing_goes_out_before_somebody_agrees(mailing: House, folk: People) -> None:
    """Asking alone sends nothing, nor does a no."""
    post = Post()
    await recovery.ask_at_door(mailing, SAM, "password", ADDRESS)
    assert await mail.deliver(mailing, post) == 0
    (ask,) = await recovery.waiting(mailing, folk.nadia)
    await recovery.refuse(mailing, folk.nadia, ask.id)
    assert await mail.deliver(mailing, post) == 0
    with pytest.raises(Conflict, match="recovery_settled"):
        await recovery.agree(mailing, folk.nadia, ask.id)
    assert post.sent == []


async def test_known_and_unknown_leave_the_same(mailing: House, folk: People) -> None:
    """One ask and one row in the record each, no answer; a closed account is as unknown."""
    await a_worker(mailing, name="Kit L", active=False)
    for email in (SAM, "nobody@west.example", "kit@west.example"):
        async with reading(mailing) as session:
            before = len((await session.exec(select(RecoveryAsk))).all())
        rows = len(await all_rows(mailing))
        assert await recovery.ask_at_door(mailing, email, "password", ADDRESS) is None
        async with reading(mailing) as session:
            asks = (await session.exec(select(RecoveryAsk))).all()
        assert (len(asks), len(await all_rows(mailing))) == (before + 1, rows + 1)
        assert email not in repr([each.model_dump() for each in asks])
    assert len(await recovery.waiting(mailing, folk.nadia)) == 1


async def test_an_administrator_asks_and_never_sees_the_link(mailing: House, folk: People) -> None:
    """Alex asks for Sam's lost factor; Nadia sees who asked; the mail goes to Sam alone, and no
    column holds its token."""
    await recovery.ask_for(mailing, folk.alex, folk.sam.worker_id, "factor")
    (ask,) = await recovery.waiting(mailing, folk.nadia)
    assert (ask.name, ask.asked_by, ask.lost) == ("Sam O", "Alex T", Lost.FACTOR)
    await recovery.agree(mailing, folk.nadia, ask.id)
    post = Post()
    await mail.deliver(mailing, post)
    assert [one["To"] for one in post.sent] == [SAM]
    async with reading(mailing) as session:
        held = (await session.exec(select(RecoveryAsk))).one()
    assert post.token() not in repr(held.model_dump())
    await recovery_links.take_factors(mailing, post.token(), ADDRESS)
    assert not await accounts.still(mailing, folk.sam)


async def test_an_operator_takes_lost_factors_away(mailing: House, folk: People) -> None:
    """All of them go, every session ends, it is recorded and the owner is told by mail. A
    supervisor may not, and no page asks for it."""
    phone = Phone((await factors.begin_app(mailing, folk.sam)).secret)
    await factors.confirm_app(mailing, folk.sam, phone.code(mailing.clock()))
    with pytest.raises(NotAllowed):
        await recovery_links.take_by_operator(mailing, folk.nadia, SAM)
    await recovery_links.take_by_operator(mailing, OPERATOR, SAM)
    assert not await accounts.still(mailing, folk.sam)
    async with reading(mailing) as session:
        assert not await stored_factors.has_any(session, str(folk.sam.worker_id))
    post = Post()
    assert await mail.deliver(mailing, post) == 1
    assert [one["To"] for one in post.sent] == [SAM]
    assert ("take_factors", "allowed") in [row[:2] for row in await all_rows(mailing)]


async def test_an_administrator_shows_again_who_they_are(
    mailing: House, folk: People, clock: FakeClock
) -> None:
    """Ten minutes after signing in, asking for somebody's link asks for the factor first."""
    clock.forward(minutes=10)
    with pytest.raises(Conflict, match="confirm_first"):
        await recovery.ask_for(mailing, folk.alex, folk.sam.worker_id, "factor")


async def test_who_agrees_shows_again_who_they_are(
    mailing: House, folk: People, clock: FakeClock
) -> None:
    """Five minutes after a supervisor signed in their page still lists who waits, and takes a no;
    a yes sends nothing until they showed who they are."""
    await recovery.ask_at_door(mailing, SAM, "factor", ADDRESS)
    clock.forward(minutes=5)
    (ask,) = await recovery.waiting(mailing, folk.nadia)
    with pytest.raises(Conflict, match="confirm_first"):
        await recovery.agree(mailing, folk.nadia, ask.id)
    post = Post()
    assert await mail.deliver(mailing, post) == 0
    said = [row[:3] for row in await all_rows(mailing)]
    assert ("agree_recovery", "refused", "confirm_first") in said
    await recovery.refuse(mailing, folk.nadia, ask.id)
    assert await recovery.waiting(mailing, folk.nadia) == ()


async def test_nobody_agrees_to_their_own(mailing: House, folk: People) -> None:
    """Nadia's own ask is not hers to answer, nor anybody's who is no supervisor; another may."""
    await recovery.ask_at_door(mailing, "nadia@west.example", "password", ADDRESS)
    assert await recovery.waiting(mailing, folk.nadia) == ()
    async with reading(mailing) as session:
        ask = (await session.exec(select(RecoveryAsk))).one()
    with pytest.raises(NotFound, match="not_found"):
        await recovery.agree(mailing, folk.nadia, ask.id)
    with pytest.raises(NotAllowed):
        await recovery.agree(mailing, folk.sam, ask.id)
    with pytest.raises(NotAllowed):
        await recovery.waiting(mailing, folk.sam)
    for who in (folk.alex, folk.robin):
        assert await recovery.waiting(mailing, who) == ()
        with pytest.raises(NotFound, match="not_found"):
            await recovery.agree(mailing, who, ask.id)
    other = await a_worker(mailing, name="Lee M", role=Role.SUPERVISOR, team_id=folk.east)
    await recovery.agree(mailing, other, ask.id)


async def test_another_teams_supervisor_does_not_see_it(mailing: House, folk: People) -> None:
    """Sam's ask is Nadia's; an id that was guessed is not found."""
    other = await a_worker(mailing, name="Lee M", role=Role.SUPERVISOR, team_id=folk.east)
    await recovery.ask_at_door(mailing, SAM, "password", ADDRESS)
    assert await recovery.waiting(mailing, other) == ()
    async with reading(mailing) as session:
        ask = (await session.exec(select(RecoveryAsk))).one()
    for made_up in (ask.id, "a" * 32, "\x00", None, 7):
        with pytest.raises(NotFound, match="not_found"):
            await recovery.agree(mailing, other, made_up)


@pytest.mark.parametrize("name", ["sam", "nadia", "robin"])
async def test_only_administrators_ask_for_others(mailing: House, folk: People, name: str) -> None:
    """Everybody else asks at the door, for themself."""
    with pytest.raises(NotAllowed):
        await recovery.ask_for(mailing, getattr(folk, name), folk.priya.worker_id, "password")


async def test_a_link_lasts_half_an_hour(mailing: House, folk: People, clock: FakeClock) -> None:
    """At the thirtieth minute it opens nothing."""
    _, token = await sent_link(mailing, folk)
    clock.forward(minutes=29)
    await recovery_links.open_link(mailing, token)
    clock.forward(minutes=1)
    for spent in (
        recovery_links.open_link(mailing, token),
        recovery_links.set_password(mailing, token, FRESH, ADDRESS),
    ):
        with pytest.raises(Gone, match="link_over"):
            await spent


async def test_an_ask_waits_a_day(mailing: House, folk: People, clock: FakeClock) -> None:
    """Then it has lapsed: it is not shown, and cannot be agreed to."""
    await recovery.ask_at_door(mailing, SAM, "password", ADDRESS)
    (ask,) = await recovery.waiting(mailing, folk.nadia)
    clock.forward(hours=24)
    async with writing(mailing) as session:
        held = await session.get(SignInSession, folk.nadia.session_id)
        assert held is not None
        held.seen_at = held.touched_at = held.proved_at = clock()
        held.expires_at = clock().replace(year=2027)
        session.add(held)
    assert await recovery.waiting(mailing, folk.nadia) == ()
    with pytest.raises(Conflict, match="recovery_settled"):
        await recovery.agree(mailing, folk.nadia, ask.id)


async def test_asked_twice_is_one(mailing: House, folk: People) -> None:
    """The newest ask waits, the one before it opens nothing."""
    for _ in range(2):
        await recovery.ask_at_door(mailing, SAM, "password", ADDRESS)
    assert len(await recovery.waiting(mailing, folk.nadia)) == 1


@pytest.mark.usefixtures("true_hashes")
async def test_two_taps_on_one_link_are_one(mailing: House, folk: People) -> None:
    """Of two that use it in the same moment one sets a password."""
    _, token = await sent_link(mailing, folk)
    both = [
        recovery_links.set_password(mailing, token, each, ADDRESS)
        for each in (FRESH, "another paper boat")
    ]
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in answers) == ["Gone", "NoneType"]


async def test_a_weak_password_does_not_spend_the_link(mailing: House, folk: People) -> None:
    """Too common: the link still works."""
    _, token = await sent_link(mailing, folk)
    with pytest.raises(Invalid, match="password_common"):
        await recovery_links.set_password(mailing, token, "password1234", ADDRESS)
    await recovery_links.set_password(mailing, token, FRESH, ADDRESS)


async def test_one_kind_of_link_does_not_do_the_other(mailing: House, folk: People) -> None:
    """A link for a lost factor sets no password, and the other way."""
    _, token = await sent_link(mailing, folk, "factor")
    with pytest.raises(Gone, match="link_over"):
        await recovery_links.set_password(mailing, token, FRESH, ADDRESS)


@pytest.mark.parametrize("token", [None, "", "x", "A" * 43, "A" * 5000, "\x00", "é" * 43])
async def test_a_made_up_link_opens_nothing(mailing: House, token: object) -> None:
    """Whatever it looks like; tries are slowed by address."""
    with pytest.raises(Gone, match="link_over"):
        await recovery_links.open_link(mailing, token)
    with pytest.raises(Gone, match="link_over"):
        await recovery_links.set_password(mailing, token, FRESH, ADDRESS)


async def test_asking_is_slowed(mailing: House, folk: People, slow: FakeSlow) -> None:
    """By account, known or not, and by address: nobody's supervisor is flooded."""
    for _ in range(slow.most):
        await recovery.ask_at_door(mailing, "nobody@west.example", "password", ADDRESS)
    with pytest.raises(TooMany, match="slow_down"):
        await recovery.ask_at_door(mailing, "nobody@west.example", "password", "192.0.2.1")
    with pytest.raises(TooMany, match="slow_down"):
        await recovery.ask_at_door(mailing, SAM, "password", ADDRESS)


async def test_without_a_mail_server_nothing_is_asked(house: House, people: People) -> None:
    """The page says whom to ask instead; what is posted all the same is refused."""
    assert not recovery.can_mail(house)
    with pytest.raises(Conflict, match="no_mail"):
        await recovery.ask_at_door(house, SAM, "password", ADDRESS)
    with pytest.raises(Conflict, match="no_mail"):
        await recovery.ask_for(house, people.alex, people.sam.worker_id, "password")


async def test_a_mail_server_that_is_away_loses_nothing(
    mailing: House, folk: People, clock: FakeClock
) -> None:
    """The mail is due again later, with a link of its own; two processes send it once."""
    await recovery.ask_at_door(mailing, SAM, "password", ADDRESS)
    await agreed(mailing, folk.nadia)
    post = Post()
    post.down = True
    assert await mail.deliver(mailing, post) == 0
    post.down = False
    assert await mail.deliver(mailing, post) == 0
    clock.forward(seconds=mail.WAITS[0])
    assert sorted(await asyncio.gather(*(mail.deliver(mailing, post) for _ in range(2)))) == [0, 1]
    await recovery_links.open_link(mailing, post.token())
    async with reading(mailing) as session:
        assert [row.state for row in (await session.exec(select(Mail))).all()] == ["sent"]


async def test_who_was_closed_meanwhile_gets_nothing(mailing: House, folk: People) -> None:
    """Deactivated after the yes: no mail; after the mail: a link that opens nothing."""
    _, token = await sent_link(mailing, folk)
    async with writing(mailing) as session:
        worker = await session.get(Worker, folk.sam.worker_id)
        assert worker is not None
        worker.active = False
        session.add(worker)
    with pytest.raises(Gone, match="link_over"):
        await recovery_links.open_link(mailing, token)


async def test_mails_say_nothing_of_anybody(mailing: House, folk: People) -> None:
    """Neither a name nor a reference, a team or who agreed; plain text; no answer wanted."""
    post, token = await sent_link(mailing, folk)
    await recovery_links.set_password(mailing, token, FRESH, ADDRESS)
    await mail.deliver(mailing, post)
    assert len(post.sent) == 2
    for message in post.sent:
        text = message.as_string()
        for secret in ("Sam O", "Nadia", "Alex", "West", "HX-", FRESH):
            assert secret not in text
        assert message.get_content_type() == "text/plain"
        assert message["Auto-Submitted"] == "auto-generated"


async def test_who_comes_to_see_more_begins_anew(mailing: House, folk: People) -> None:
    """Sam was agreed to as Sam; made a supervisor of East meanwhile, the link is over, the password
    is none, and Nadia's word counts for an account of her team no more: East's supervisor says."""
    lee = await a_worker(mailing, name="Lee M", role=Role.SUPERVISOR, team_id=folk.east)
    _, token = await sent_link(mailing, folk)
    await _is_of_no_case(mailing, folk.sam)
    form = {"role": "supervisor", "team": "East"}
    await administration.change_account(mailing, folk.alex, folk.sam.worker_id, form)
    with pytest.raises(Gone, match="link_over"):
        await recovery_links.set_password(mailing, token, FRESH, ADDRESS)
    async with reading(mailing) as session:
        held = await session.get(Worker, folk.sam.worker_id)
        assert held is not None
        assert held.password_hash is None
    await recovery.ask_at_door(mailing, SAM, "password", ADDRESS)
    assert await recovery.waiting(mailing, folk.nadia) == ()
    (ask,) = await recovery.waiting(mailing, lee)
    assert (ask.role, ask.team) == (Role.SUPERVISOR, "East")


async def _is_of_no_case(house: House, who: Who) -> None:
    async with writing(house) as session:
        for held in await session.exec(
            select(Allocation).where(Allocation.worker_id == who.worker_id)
        ):
            await session.delete(held)


async def test_who_left_begins_anew(mailing: House, folk: People) -> None:
    """Closed and opened again: no password, no factor, and a link that was sent before is over."""
    phone = Phone((await factors.begin_app(mailing, folk.sam)).secret)
    await factors.confirm_app(mailing, folk.sam, phone.code(mailing.clock()))
    _, token = await sent_link(mailing, folk)
    await administration.close_account(mailing, folk.alex, folk.sam.worker_id)
    await administration.open_account(mailing, folk.alex, folk.sam.worker_id)
    with pytest.raises(Gone, match="link_over"):
        await recovery_links.set_password(mailing, token, FRESH, ADDRESS)
    async with reading(mailing) as session:
        held = await session.get(Worker, folk.sam.worker_id)
        assert held is not None
        assert (held.active, held.password_hash) == (True, None)
        assert not await stored_factors.has_any(session, held.id)
    assert await recovery.waiting(mailing, folk.nadia) == ()


async def test_opening_what_is_open_changes_nothing(mailing: House, folk: People) -> None:
    """A second tap on "open again" signs nobody out and takes no link back."""
    _, token = await sent_link(mailing, folk)
    await administration.open_account(mailing, folk.alex, folk.sam.worker_id)
    assert await accounts.still(mailing, folk.sam)
    await recovery_links.set_password(mailing, token, FRESH, ADDRESS)


async def test_a_password_in_the_moment_of_beginning_anew_is_none(
    mailing: House, folk: People
) -> None:
    """The link is used while the account is made one that sees more: whichever comes first, what
    was agreed to for the account of before opens nothing of the new one."""
    await a_worker(mailing, name="Lee M", role=Role.SUPERVISOR, team_id=folk.east)
    _, token = await sent_link(mailing, folk)
    await _is_of_no_case(mailing, folk.sam)
    form = {"role": "supervisor", "team": "East"}
    await asyncio.gather(
        recovery_links.set_password(mailing, token, FRESH, ADDRESS),
        administration.change_account(mailing, folk.alex, folk.sam.worker_id, form),
        return_exceptions=True,
    )
    async with reading(mailing) as session:
        held = await session.get(Worker, folk.sam.worker_id)
        assert held is not None
        assert (held.role, held.password_hash) == ("supervisor", None)


async def made(house: House, folk: People, role: Role, team: str = "") -> str:
    """Alex adds an account at a mailbox of their own, and it is asked for at the door."""
    form = {"name": "Ghost Q", "email": GHOST, "role": role.value, "team": team}
    worker_id = await administration.add_account(house, folk.alex, form)
    await recovery.ask_at_door(house, GHOST, "password", ADDRESS)
    return worker_id


async def may(house: House, *several: Who) -> list[str | None]:
    """Those to whom something is shown to agree to."""
    return [each.worker_id for each in several if await recovery.waiting(house, each)]


async def test_a_first_password_of_a_lead_is_a_leads_word(mailing: House, folk: People) -> None:
    """A supervisor sees less than a data protection lead does, and so does an administrator."""
    ghost = await made(mailing, folk, Role.DATA_PROTECTION)
    assert await may(mailing, folk.nadia, folk.alex, folk.robin) == [folk.robin.worker_id]
    (ask,) = await recovery.waiting(mailing, folk.robin)
    assert ask.first
    with pytest.raises(NotFound, match="not_found"):
        await recovery.agree(mailing, folk.nadia, ask.id)
    await recovery.agree(mailing, folk.robin, ask.id)
    post = Post()
    await mail.deliver(mailing, post)
    await recovery_links.set_password(mailing, post.token(), FRESH, ADDRESS)
    async with reading(mailing) as session:
        held = await session.get(Worker, ghost)
        assert held is not None
        assert held.password_hash is not None


async def test_a_first_password_of_an_administrator_is_anothers_word(
    mailing: House, folk: People
) -> None:
    """Never theirs who made the account, or made it one, or opened it again."""
    ghost = await made(mailing, folk, Role.ADMINISTRATOR)
    assert await may(mailing, folk.nadia, folk.alex, folk.robin) == []
    ada = await a_worker(mailing, name="Ada B", role=Role.ADMINISTRATOR)
    assert await may(mailing, folk.alex, ada) == [ada.worker_id]
    await administration.close_account(mailing, ada, ghost)
    await administration.open_account(mailing, ada, ghost)
    await recovery.ask_at_door(mailing, GHOST, "password", ADDRESS)
    assert await may(mailing, folk.alex, ada) == []


async def test_whose_account_nobody_knows_who_made(mailing: House, folk: People) -> None:
    """An administrator's of before that was noted, without a password: no page agrees to it."""
    ada = await a_worker(mailing, name="Ada B", role=Role.ADMINISTRATOR, password_hash=None)
    await recovery.ask_at_door(mailing, "ada@west.example", "password", ADDRESS)
    assert await may(mailing, folk.alex, folk.nadia, folk.robin) == []
    with pytest.raises(Conflict, match="operator_agrees"):
        await recovery.ask_for(mailing, folk.alex, ada.worker_id, "password")


async def test_who_asks_is_told_that_only_an_operator_may(mailing: House, folk: People) -> None:
    """East has no supervisor: nobody in a page may agree to its first one. What the operator sets
    begins the account, and from then on a link is agreed to as for everybody."""
    ghost = await made(mailing, folk, Role.SUPERVISOR, "East")
    assert await may(mailing, folk.nadia, folk.alex, folk.robin) == []
    for lost in Lost:
        with pytest.raises(Conflict, match="operator_agrees"):
            await recovery.ask_for(mailing, folk.alex, ghost, lost.value)
    staff = await administration.staff(mailing, folk.alex)
    assert [one.first_by for one in staff.accounts if one.id == ghost] == [None]
    await accounts.reset_password(mailing, OPERATOR, email=GHOST, password=FRESH)
    await recovery.ask_for(mailing, folk.alex, ghost, "password")
    assert await may(mailing, folk.nadia) == [folk.nadia.worker_id]


async def test_who_came_to_the_team_after_it_was_asked_agrees_to_nothing(
    mailing: House, folk: People, clock: FakeClock
) -> None:
    """Moved to West as its supervisor, and begun by Nadia's word: what was asked before stays
    Nadia's."""
    await made(mailing, folk, Role.SUPERVISOR, "West")
    clock.forward(minutes=1)
    lee = await a_worker(mailing, name="Lee M", role=Role.SUPERVISOR, team_id=folk.west)
    async with writing(mailing) as session:
        await beginnings.note(session, str(lee.worker_id), folk.alex.worker_id, clock())
    assert await may(mailing, lee, folk.nadia) == [folk.nadia.worker_id]


async def test_who_has_not_begun_agrees_to_nothing(mailing: House, folk: People) -> None:
    """Made a supervisor of West a moment ago, with a page still open."""
    await made(mailing, folk, Role.SUPERVISOR, "West")
    lee = await a_worker(
        mailing, name="Lee M", role=Role.SUPERVISOR, team_id=folk.west, password_hash=None
    )
    assert await may(mailing, lee, folk.nadia) == [folk.nadia.worker_id]
