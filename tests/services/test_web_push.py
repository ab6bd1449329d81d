"""A worker's phones: whose they are, what is kept of them, and what ends them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Refusal, TooMany
from peermap_app.domain.web_push import MOST_PHONES, Ended, Quiet
from peermap_app.services import accounts, devices, idle_lock, push_sending, rotation, web_push
from peermap_app.services.pruning import prune
from peermap_app.services.unit import OPERATOR, Who, reading, writing
from peermap_app.services.web_push import Phone
from peermap_app.storage import web_push as stored
from peermap_app.storage.push_tables import PushPhone
from peermap_app.storage.sealing import Keys
from peermap_app.storage.tables import SignInSession, new_id
from tests.fakes import FakeClock
from tests.phones import FCM, Browser
from tests.services.people import People, a_worker
from tests.services.sign_ins import ADDRESS, EMAIL, PASSWORD, all_rows, signed_in


async def added(house: House, who: Who, browser: Browser | None = None) -> str:
    """A phone of theirs; gives the token of its cookie."""
    subscription = (browser or Browser()).subscription
    return await web_push.add(house, who, subscription, None, "android_phone")


async def another_session(house: House, who: Who) -> str:
    """They are signed in elsewhere too."""
    now = house.clock()
    held = SignInSession(
        token_hash=new_id(),
        worker_id=str(who.worker_id),
        created_at=now,
        seen_at=now,
        touched_at=now,
        expires_at=now + house.settings.session_absolute,
    )
    async with writing(house) as session:
        session.add(held)
    return held.id


async def phones(house: House, who: Who, token: str | None = None) -> tuple[Phone, ...]:
    return (await web_push.mine(house, who, token)).phones


async def live(house: House, worker_id: str | None) -> int:
    """How many phones of a worker take pushes, by the rows."""
    async with reading(house) as session:
        return len(await stored.of_worker(session, str(worker_id)))


async def rows(house: House) -> list[PushPhone]:
    async with reading(house) as session:
        return list((await session.exec(select(PushPhone))).all())


async def test_a_phone_is_listed_to_its_owner_alone(
    house: House, people: People, clock: FakeClock
) -> None:
    """What kind, since when, whether it is this one; nobody else's list has it."""
    token = await added(house, people.sam)
    clock.forward(minutes=1)
    await added(house, replace(people.sam, session_id=await another_session(house, people.sam)))
    here, other = await phones(house, people.sam, token)
    assert (here.kind, here.here, here.asleep, here.failing) == (
        "android_phone",
        True,
        False,
        False,
    )
    assert (other.here, other.since > here.since, other.reached) == (False, True, None)
    assert await phones(house, people.priya, token) == ()


async def test_where_a_phone_is_reached_lies_sealed(house: House, people: People) -> None:
    """No column shows the address, a key of the browser or the cookie."""
    browser = Browser()
    token = await added(house, people.sam, browser)
    async with reading(house) as session:
        connection = await session.connection()
        held = (await connection.execute(text("SELECT * FROM push_phone"))).all()
    said = repr([[bytes(c) if isinstance(c, memoryview) else c for c in row] for row in held])
    keys = browser.subscription["keys"]
    assert isinstance(keys, dict)
    for secret in (browser.address, FCM, "browser-", token, *keys.values()):
        assert secret not in said
    (row,) = await rows(house)
    opened = house.keys.vault(row.id, row.wrapped).open(web_push.SEALED, row.id, row.sealed)
    assert opened["endpoint"] == browser.address


async def test_the_same_browser_again_is_one_phone(house: House, people: People) -> None:
    """Two taps, a reload, a new subscription: the newest counts, and none is doubled."""
    browser = Browser()
    token = await added(house, people.sam, browser)
    again = await web_push.add(house, people.sam, browser.subscription, token, "iphone")
    assert [(one.kind, one.here) for one in await phones(house, people.sam, again)] == [
        ("iphone", True)
    ]
    await asyncio.gather(*(added(house, people.sam, browser) for _ in range(4)))
    assert await live(house, people.sam.worker_id) == 1


async def test_no_more_than_so_many(house: House, people: People) -> None:
    """Twelve who ask in one moment are no more than those that may be."""
    done = await asyncio.gather(
        *(added(house, people.sam) for _ in range(12)), return_exceptions=True
    )
    refused = [one for one in done if isinstance(one, TooMany)]
    assert (len(refused), await live(house, people.sam.worker_id)) == (
        12 - MOST_PHONES,
        MOST_PHONES,
    )
    assert {one.code for one in refused} == {"push_phones"}


async def test_nobody_takes_anothers_address(house: House, people: People) -> None:
    """Whoever knows where a colleague's phone is reached neither gets nor ends what it gets."""
    browser = Browser()
    await added(house, people.sam, browser)
    with pytest.raises(Conflict, match="push_of_another"):
        await added(house, people.priya, browser)
    assert (await live(house, people.sam.worker_id), await live(house, people.priya.worker_id)) == (
        1,
        0,
    )


async def test_a_browser_is_one_owners(house: House, people: People) -> None:
    """A colleague who adds the same browser has it from then on, and the first no longer."""
    token = await added(house, people.sam)
    await web_push.add(house, people.priya, Browser().subscription, token, "android_phone")
    assert (await live(house, people.sam.worker_id), await live(house, people.priya.worker_id)) == (
        0,
        1,
    )


@pytest.mark.parametrize("who", ["alex", "robin"])
async def test_only_who_gets_alerts_has_phones(house: House, people: People, who: str) -> None:
    """Administrators and data protection leads get none, and hear that they may not."""
    asker = getattr(people, who)
    for asked in (
        web_push.mine(house, asker, None),
        added(house, asker),
        web_push.end(house, asker, new_id()),
        web_push.try_out(house, asker, new_id()),
        web_push.set_quiet(house, asker, "22:00", "07:00"),
    ):
        with pytest.raises(NotAllowed):
            await asked
    assert await rows(house) == []


@pytest.mark.parametrize("raw", [None, "x", {}, {"endpoint": "http://10.0.0.1/", "keys": {}}])
async def test_what_is_no_subscription_leaves_nothing(
    house: House, people: People, raw: object
) -> None:
    """Refused before anything is written."""
    with pytest.raises(Invalid):
        await web_push.add(house, people.sam, raw, None, "other")
    assert await rows(house) == []


async def test_a_point_off_the_curve_is_refused(house: House, people: People) -> None:
    """65 bytes are not enough: what is sealed for them could say something of our key."""
    subscription = Browser().subscription
    subscription["keys"] = {**subscription["keys"], "p256dh": "B" + "B" * 86}  # type: ignore[dict-item]
    with pytest.raises(Invalid, match="push_shape"):
        await web_push.add(house, people.sam, subscription, None, "other")


# --- what ends a phone, and what does not ---


async def test_a_session_that_runs_out_ends_no_phone(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """Idle, or past its last moment: what comes in the night still lights up the phone."""
    await added(house, sam)
    clock.forward(hours=30)
    assert await live(house, sam.worker_id) == 1


async def test_signing_in_again_takes_the_phone_along(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """The sign-in that followed is the one whose end ends it."""
    token = await added(house, sam)
    clock.forward(hours=30)
    again = await signed_in(house)
    assert await web_push.signed_in(house, token, str(sam.worker_id), str(again.session_id))
    await accounts.sign_out(house, again)
    assert await live(house, sam.worker_id) == 0


async def test_signing_in_over_ones_own_session_takes_it_along(house: House, sam: Who) -> None:
    """The session whose cookie comes along ends, and its phone does not."""
    first = await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
    here = await accounts.who_is(house, first.token, ADDRESS)
    assert here is not None
    await added(house, here)
    second = await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS, presented=first.token)
    assert await live(house, sam.worker_id) == 1
    now = await accounts.who_is(house, second.token, ADDRESS)
    assert now is not None
    await accounts.sign_out(house, now)
    assert await live(house, sam.worker_id) == 0


async def test_signing_out_there_ends_that_phone_alone(house: House, sam: Who) -> None:
    """Where it is to be reached is forgotten with it."""
    await added(house, sam)
    other = await signed_in(house)
    await added(house, other)
    await accounts.sign_out(house, sam)
    assert await live(house, sam.worker_id) == 1
    gone = next(one for one in await rows(house) if one.ended_at)
    assert (gone.ended_why, gone.sealed, gone.endpoint_hash) == ("signed_out", b"", None)


async def test_signing_out_with_a_session_that_is_over_ends_the_phone(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """Whoever taps Sign out on an old page means this browser."""
    token = await added(house, sam)
    clock.forward(hours=30)
    await web_push.left(house, token)
    assert await live(house, sam.worker_id) == 0


async def test_a_lost_phone_is_ended_from_another(house: House, sam: Who) -> None:
    """By its sign-in, or by itself when that is over; a colleague ends none."""
    lost = await signed_in(house)
    await added(house, lost)
    await devices.end(house, sam, lost.session_id)
    assert await live(house, sam.worker_id) == 0
    await added(house, await signed_in(house))
    (phone,) = await phones(house, sam)
    other = await a_worker(house, name="Jo Bright")
    with pytest.raises(NotFound):
        await web_push.end(house, other, phone.id)
    for _ in range(2):
        await web_push.end(house, sam, phone.id)
    assert await live(house, sam.worker_id) == 0
    assert ("end_phone", "refused", "not_found", other.worker_id) in await all_rows(house)


async def test_signing_out_everywhere_ends_all(house: House, sam: Who, clock: FakeClock) -> None:
    """Those of sessions that ran out long ago too."""
    await added(house, sam)
    clock.forward(hours=30)
    here = await signed_in(house)
    await added(house, here)
    await devices.end_all(house, here)
    assert await live(house, sam.worker_id) == 0


async def test_signing_out_everywhere_else_keeps_this_one(house: House, sam: Who) -> None:
    """The one in the hand goes on."""
    await added(house, sam)
    here = await signed_in(house)
    token = await added(house, here)
    await devices.end_others(house, here)
    assert [one.here for one in await phones(house, here, token)] == [True]


async def test_another_password_ends_the_others(house: House, sam: Who) -> None:
    """As it ends their sessions."""
    await added(house, await signed_in(house))
    await accounts.reset_password(house, OPERATOR, email=EMAIL, password="otters under the pier")
    assert await live(house, sam.worker_id) == 0


async def test_somebody_else_who_signs_in_there_ends_it(house: House, sam: Who) -> None:
    """What comes for Sam does not light up in a colleague's hand."""
    token = await added(house, sam)
    jo = await a_worker(house, name="Jo Bright")
    assert not await web_push.signed_in(house, token, str(jo.worker_id), str(jo.session_id))
    (row,) = await rows(house)
    assert row.ended_why == Ended.ANOTHER.value
    assert ("end_phone", "allowed", "another", sam.worker_id) in await all_rows(house)


async def test_signing_out_of_a_locked_page_ends_it_and_wrong_tries_do_not(
    house: House, sam: Who
) -> None:
    """Whoever found the phone and guesses must not be able to silence what is to come."""
    await added(house, sam)
    await idle_lock._end(house, sam, "unlock_tries")
    assert await live(house, sam.worker_id) == 1
    again = await signed_in(house)
    await added(house, again)
    await idle_lock.leave(house, again)
    assert await live(house, sam.worker_id) == 1


# --- where it is reached changes ---


async def test_a_browser_renews_itself_without_a_session(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """Its cookie tells which it is; the record says so."""
    token = await added(house, sam)
    clock.forward(hours=30)
    moved = Browser()
    await web_push.renew(house, token, moved.subscription)
    (row,) = await rows(house)
    opened = house.keys.vault(row.id, row.wrapped).open(web_push.SEALED, row.id, row.sealed)
    assert opened["endpoint"] == moved.address
    assert ("add_phone", "allowed", "renewed", sam.worker_id) in await all_rows(house)


async def test_one_that_was_given_up_comes_back_and_one_that_was_ended_does_not(
    house: House, sam: Who, clock: FakeClock
) -> None:
    """A push service that says "gone" is often followed by a new address; an owner's word holds."""
    token = await added(house, sam)
    (row,) = await rows(house)
    async with writing(house) as session:
        await stored.end(session, row, Ended.GONE, clock())
    await web_push.renew(house, token, Browser().subscription)
    assert await live(house, sam.worker_id) == 1
    await web_push.end(house, sam, row.id)
    with pytest.raises(NotFound):
        await web_push.renew(house, token, Browser().subscription)
    assert await live(house, sam.worker_id) == 0


async def given_up(house: House) -> None:
    """The push service of the newest phone says that there is none (404 or 410)."""
    async with reading(house) as session:
        newest = select(PushPhone).order_by(col(PushPhone.created_at).desc())
        phone = (await session.exec(newest)).first()
    assert phone is not None
    opened = house.keys.vault(phone.id, phone.wrapped).open(web_push.SEALED, phone.id, phone.sealed)
    await push_sending.gone(house, phone.id, str(opened["endpoint"]))


async def signs_out(house: House, who: Who, token: str) -> None:
    await accounts.sign_out(house, who)


async def signs_out_late(house: House, who: Who, token: str) -> None:
    await web_push.left(house, token)


async def is_ended_from_elsewhere(house: House, who: Who, token: str) -> None:
    await devices.end(house, await signed_in(house), who.session_id)


async def has_a_new_password(house: House, who: Who, token: str) -> None:
    await accounts.reset_password(house, OPERATOR, email=EMAIL, password="otters under the pier")


async def turns_off(house: House, who: Who, token: str) -> None:
    await web_push.end_here(house, who, token)


async def hands_it_on(house: House, who: Who, token: str) -> None:
    jo = await a_worker(house, name="Jo Bright")
    assert not await web_push.signed_in(house, token, str(jo.worker_id), str(jo.session_id))


async def signs_out_after_another_sign_in(house: House, who: Who, token: str) -> None:
    again = await signed_in(house)
    assert await web_push.signed_in(house, token, str(who.worker_id), str(again.session_id))
    await accounts.sign_out(house, again)


ENDS = (
    signs_out,
    signs_out_late,
    is_ended_from_elsewhere,
    has_a_new_password,
    turns_off,
    hands_it_on,
    signs_out_after_another_sign_in,
)


@pytest.mark.parametrize("ends", ENDS, ids=lambda one: one.__name__)
async def test_one_that_was_given_up_is_ended_like_any_other(
    house: House, sam: Who, ends: Callable[[House, Who, str], Awaitable[None]]
) -> None:
    """Its browser does not bring it back behind a sign-out, a new password or another's hands."""
    token = await added(house, sam)
    await given_up(house)
    await ends(house, sam, token)
    with pytest.raises(NotFound):
        await web_push.renew(house, token, Browser().subscription)
    assert await live(house, sam.worker_id) == 0


async def test_one_that_comes_back_is_counted(house: House, people: People) -> None:
    """Given up, its place taken meanwhile: there are never more than may be; a move is no more."""
    token = await added(house, people.sam)
    await given_up(house)
    others = [await added(house, people.sam) for _ in range(MOST_PHONES)]
    with pytest.raises(TooMany, match="push_phones"):
        await web_push.renew(house, token, Browser().subscription)
    await web_push.renew(house, others[0], Browser().subscription)
    assert await live(house, people.sam.worker_id) == MOST_PHONES


async def test_who_may_not_renews_nothing(house: House, people: People) -> None:
    """No cookie, another one, another's address, an account that was closed."""
    taken = Browser()
    await added(house, people.priya, taken)
    token = await added(house, people.sam)
    tries: list[tuple[str | None, Browser]] = [
        (None, Browser()),
        ("x" * 40, Browser()),
        (token, taken),
    ]
    for shown, browser in tries:
        with pytest.raises(NotFound):
            await web_push.renew(house, shown, browser.subscription)
    async with writing(house) as session:
        await (await session.connection()).execute(text("UPDATE worker SET active = false"))
    with pytest.raises(NotFound):
        await web_push.renew(house, token, Browser().subscription)


# --- another key ---


async def test_another_key_of_pushes_is_noticed(house: House, people: People) -> None:
    """A phone hears nothing under it; its owner and the operator are told, and none is lost."""
    token = await added(house, people.sam)
    other = replace(house.settings.push, key=b"k" * 32)
    turned = replace(house, settings=replace(house.settings, push=other))
    assert web_push.key_of(turned).public != web_push.key_of(house).public
    assert [one.asleep for one in await phones(turned, people.sam, token)] == [True]
    assert await web_push.phones_of_another_key(turned) == 1
    assert await web_push.phones_of_another_key(house) == 0


async def test_all_processes_have_one_key(house: House) -> None:
    """It is made of the lookup key, whatever the master key is."""
    twin = replace(house, keys=Keys.of(b"m" * 32, house.settings.lookup_key))
    assert web_push.key_of(twin).public == web_push.key_of(house).public


async def test_another_master_key_opens_phones_too(house: House, people: People) -> None:
    """Their keys are wrapped anew with all others."""
    await added(house, people.sam)
    settings = house.settings
    fresh = replace(house, keys=Keys.of(b"n" * 32, settings.lookup_key, settings.master_key))
    await rotation.rotate_key(fresh, OPERATOR)
    (row,) = await rows(house)
    vault = Keys.of(b"n" * 32, settings.lookup_key).vault(row.id, row.wrapped)
    assert "endpoint" in vault.open(web_push.SEALED, row.id, row.sealed)


# --- quiet hours, trying, and what goes by itself ---


async def test_quiet_hours_are_ones_own(house: House, people: People) -> None:
    """Set, changed, taken away; nobody else's change."""
    assert await web_push.set_quiet(house, people.sam, "22:00", "07:00") == Quiet(1320, 420)
    await web_push.set_quiet(house, people.sam, "23:00", "06:30")
    await web_push.set_quiet(house, people.priya, "20:00", "08:00")
    assert (await web_push.mine(house, people.sam, None)).quiet == Quiet(1380, 390)
    await web_push.set_quiet(house, people.sam, "", "")
    assert (await web_push.mine(house, people.sam, None)).quiet is None
    assert (await web_push.mine(house, people.priya, None)).quiet == Quiet(1200, 480)


async def test_trying_ones_phone_is_asked_for_and_counted(house: House, people: People) -> None:
    """It goes out by the way of alerts; a colleague's is not found; too many are refused."""
    await added(house, people.sam)
    (phone,) = await phones(house, people.sam)
    with pytest.raises(NotFound):
        await web_push.try_out(house, people.priya, phone.id)
    await web_push.try_out(house, people.sam, phone.id)
    async with reading(house) as session:
        assert await stored.tests_due(session, house.clock()) == [phone.id]
    tries = [web_push.try_out(house, people.sam, phone.id) for _ in range(20)]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert {one.code for one in done if isinstance(one, TooMany)} == {"slow_down"}


async def test_phones_that_ended_long_ago_go(
    house: House, people: People, clock: FakeClock
) -> None:
    """After their period, and live ones never."""
    await added(house, people.sam)
    await added(house, people.sam)
    (first, _) = await phones(house, people.sam)
    await web_push.end(house, people.sam, first.id)
    clock.forward(days=89)
    await prune(house)
    assert len(await rows(house)) == 2
    clock.forward(days=2)
    await prune(house)
    assert [one.ended_at for one in await rows(house)] == [None]


async def test_everything_that_is_asked_is_recorded(house: House, people: People) -> None:
    """Seen, added, tried, ended, quiet hours: who and what, never an address."""
    await added(house, people.sam)
    (phone,) = await phones(house, people.sam)
    await web_push.try_out(house, people.sam, phone.id)
    await web_push.set_quiet(house, people.sam, "22:00", "07:00")
    await web_push.end(house, people.sam, phone.id)
    found = {(a, o) for a, o, _, who in await all_rows(house) if who == people.sam.worker_id}
    assert found >= {
        (action, "allowed")
        for action in ("add_phone", "see_phones", "test_phone", "set_quiet_hours", "end_phone")
    }


async def test_a_session_that_ended_adds_nothing(house: House, people: People) -> None:
    """Asked again within the transaction."""
    async with writing(house) as session:
        held = await session.get(SignInSession, people.sam.session_id)
        assert held is not None
        held.ended_at = house.clock()
        session.add(held)
    with pytest.raises(Refusal, match="signed_out"):
        await added(house, people.sam)
    assert await rows(house) == []
