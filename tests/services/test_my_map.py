"""My map: a card and a PIN of the young person's own, what is in it, and attacks on it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.consent import Answer, Statement
from peermap_app.domain.errors import (
    Conflict,
    Gone,
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    TooMany,
)
from peermap_app.domain.purpose import Purpose
from peermap_app.services import cases, drawings, maps, my_map, passwords, receipts
from peermap_app.services.receipts import Card
from peermap_app.services.unit import Who, unit, writing
from peermap_app.storage.tables import CaseFile, ConsentRecord
from peermap_app.words import young
from tests.fakes import FakeClock, FakeSlow
from tests.services.world import (
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    a_world,
    choose,
    linked,
    recorded,
    table,
)

PIN, WRONG = "4711", "5822"
ADDRESS = "192.0.2.7"


async def a_card(world: World, tablet: Who, pin: str = PIN) -> Card:
    return await receipts.make(world.house, tablet, pin, pin)


def link_of(card: Card) -> str:
    return card.link.rpartition("/")[2]


async def opened(world: World, card: Card, pin: str = PIN) -> my_map.Here:
    """My map, opened by the card's link."""
    token = (await my_map.open_card(world.house, ADDRESS, pin, link=link_of(card))).token
    here = await my_map.here(world.house, token, ADDRESS, present=True)
    assert here is not None
    return here


async def ready(house: House) -> tuple[World, Card]:
    """K's map is kept, three times Yes, and K took a card. Slow-downs by address stand aside."""
    world = await a_world(replace(house, slow=FakeSlow(most=1000)))
    tablet = await choose(world, SAM, KS_CASE)
    return world, await a_card(world, tablet)


# --- the card ---


async def test_the_card_opens_what_they_said_and_drew(house: House) -> None:
    """By its link or its words, with the PIN: answers, words, picture, a worker's first name."""
    world, card = await ready(house)
    by_words = await my_map.open_card(world.house, ADDRESS, PIN, words=card.words.upper())
    here = await my_map.here(world.house, by_words.token, ADDRESS, present=True)
    assert here is not None
    for at in (here, await opened(world, card)):
        shown = await my_map.shows(world.house, at, purpose=Purpose.PLAN_TOGETHER)
        assert shown.now is not None
        assert (shown.now.keep, shown.now.plan, shown.now.talk) == (Answer.YES,) * 3
        assert [one.version for one in shown.pictures] == [1]
        assert shown.pictures[0].svg.startswith("<svg")
        assert shown.pictures[0].words == young.shown(young.PAGES, worker="Sam", number="7")
        assert [(one.first_name, one.phone) for one in shown.contacts] == [("Sam", "07700 900123")]
        assert shown.changes == ()


async def test_a_record_of_one_page_alone_is_read_too(house: House) -> None:
    """Kept before the other pages were: its words go by the same ids, the others are not there."""
    world, card = await ready(house)
    async with unit(
        world.house, world[SAM], Action.SEE_MAP, world.case(KS_CASE), purpose=Purpose.PLAN_TOGETHER
    ) as u:
        row = (await u.session.exec(select(ConsentRecord))).one()
        said = u.held.vault.open("consent_record", row.id, row.sealed)
        said["words"] = dict(young.CONSENT)
        row.sealed = u.held.vault.seal("consent_record", row.id, said)
    shown = await my_map.shows(
        world.house, await opened(world, card), purpose=Purpose.PLAN_TOGETHER
    )
    expected = {f"consent.{key}": text for key, text in young.CONSENT.items()}
    assert shown.pictures[0].words == expected


async def test_it_holds_nothing_of_the_case_or_of_anybody_else(house: House) -> None:
    """No reference, no link, no colleague, no other young person, no last name of a worker."""
    world = await a_world(replace(house, slow=FakeSlow(most=1000)))
    await linked(world)
    tablet = await choose(world, SAM, KS_CASE)
    shown = repr(
        await my_map.shows(
            world.house,
            await opened(world, await a_card(world, tablet)),
            purpose=Purpose.PLAN_TOGETHER,
        )
    )
    for hidden in (KS_CASE, MS_CASE, "Priya", "Sam S.", "west.example", world.case(KS_CASE)):
        assert hidden not in shown


@pytest.mark.parametrize(
    "pin", ["123", "123456789", "1111", "1234", "9876", "7890", "1212", "१२३४", ""]
)
async def test_a_pin_that_anybody_would_guess_is_refused(house: House, pin: str) -> None:
    """Too short, too long, one digit, a run, a pair: another one must be chosen."""
    world = await a_world(house)
    tablet = await choose(world, SAM, KS_CASE)
    with pytest.raises(Invalid):
        await receipts.make(world.house, tablet, pin, pin)
    with pytest.raises(Invalid, match="pin_differs"):
        await receipts.make(world.house, tablet, PIN, WRONG)
    assert await table(world, "receipt") == []


async def test_the_offer_is_answered_once(house: House) -> None:
    """Whoever holds the tablet after "I have it" or "Not now" is offered no other card."""
    world = await a_world(house)
    first, second = await choose(world, SAM, KS_CASE), await choose(world, SAM, KS_CASE)
    assert not await receipts.settled(world.house, first)
    await a_card(world, first)
    await receipts.not_now(world.house, second)
    for tablet in (first, second):
        assert await receipts.settled(world.house, tablet)
        with pytest.raises(Conflict, match="card_settled"):
            await a_card(world, tablet)


@pytest.mark.attack("races")
@pytest.mark.usefixtures("true_hashes")
async def test_two_taps_at_once_make_one_card(house: House) -> None:
    """Of two cards asked for in the same moment one is made."""
    world = await a_world(house)
    tablet = await choose(world, SAM, KS_CASE)
    made = await asyncio.gather(
        a_card(world, tablet), a_card(world, tablet), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in made) == ["Card", "Conflict"]
    assert len(await table(world, "receipt")) == 1


async def test_no_card_without_keeping_nor_long_after(house: House, clock: FakeClock) -> None:
    """A drawing that was not kept offers none, and after ten minutes nobody is offered one."""
    world = await a_world(house)
    declined = await choose(world, SAM, KS_CASE, keep="no")
    late = await choose(world, SAM, KS_CASE)
    with pytest.raises(NotFound):
        await a_card(world, declined)
    clock.forward(minutes=10)
    with pytest.raises(NotFound):
        await a_card(world, late)
    for who in (world[SAM], world[PRIYA]):
        with pytest.raises(NotFound):
            await a_card(world, who)


async def test_a_newer_card_ends_the_older(house: House) -> None:
    """Only a case's newest card opens anything, also where the older one is open just now."""
    world, old = await ready(house)
    here = await opened(world, old)
    new = await a_card(world, await choose(world, SAM, KS_CASE))
    with pytest.raises(Gone, match="card_over"):
        await opened(world, old)
    with pytest.raises(NotAllowed, match="signed_out"):
        await my_map.shows(world.house, here, purpose=Purpose.PLAN_TOGETHER)
    shown = await my_map.shows(world.house, await opened(world, new), purpose=Purpose.PLAN_TOGETHER)
    assert [one.version for one in shown.pictures] == [2, 1]


# --- attacks ---


async def test_five_wrong_pins_rest_the_card_longer_each_time(
    house: House, clock: FakeClock
) -> None:
    """After five wrong tries even the right PIN waits; after five more it waits longer."""
    world, card = await ready(house)
    waits = []
    for _ in range(3):
        for _ in range(5):
            with pytest.raises(Invalid, match="card_wrong"):
                await opened(world, card, WRONG)
        with pytest.raises(TooMany, match="card_rests") as rests:
            await opened(world, card)
        waits.append(rests.value.data["seconds"])
        clock.forward(seconds=int(str(rests.value.data["seconds"])))
    assert waits == sorted(waits)
    assert waits[0] >= 15 * 60
    assert waits[2] > waits[1] > waits[0]
    await opened(world, card)
    for _ in range(4):  # the right PIN forgot the wrong ones
        with pytest.raises(Invalid):
            await opened(world, card, WRONG)
    await opened(world, card)


@pytest.mark.attack("guessing", tries=5)
@pytest.mark.usefixtures("true_hashes")
async def test_wrong_pins_at_once_are_five_at_most(house: House) -> None:
    """Twenty guesses in the same moment: five are looked at, the others find the card resting."""
    world, card = await ready(house)
    guesses = [f"{4800 + each}" for each in range(20)]
    answers = await asyncio.gather(
        *(opened(world, card, guess) for guess in guesses), return_exceptions=True
    )
    codes = sorted(one.code for one in answers if isinstance(one, Refusal))
    assert codes == ["card_rests"] * 15 + ["card_wrong"] * 5


async def test_a_guessed_address_tells_nothing(house: House) -> None:
    """Unknown links read like ended cards; whatever is wrong with words reads alike; each is
    recorded for what it was."""
    world, card = await ready(house)
    with pytest.raises(Gone, match="card_over"):
        await my_map.open_card(world.house, ADDRESS, PIN, link="A" * 43)
    with pytest.raises(Gone, match="card_over"):
        await my_map.open_card(world.house, ADDRESS, PIN, link="../" * 9)
    for pin, words in (
        (PIN, "apple apple apple apple"),
        (WRONG, card.words),
        (PIN, "apple"),
        (PIN, None),
    ):
        with pytest.raises(Invalid, match="words_wrong"):
            await my_map.open_card(world.house, ADDRESS, pin, words=words)
    tried = [row for row in await recorded(world, None) if row[0] == my_map.OPEN_MY_MAP]
    assert [row[2] for row in tried] == ["card_over"] * 5
    mine = [row for row in await recorded(world, KS_CASE) if row[0] == my_map.OPEN_MY_MAP]
    assert mine == [(my_map.OPEN_MY_MAP, "refused", "wrong_pin")]


async def answered(world: World, pin: object, words: object) -> tuple[str, str, dict[str, object]]:
    """Kind, code and data of the refusal."""
    with pytest.raises(Refusal) as refused:
        await my_map.open_card(world.house, ADDRESS, pin, words=words)
    return refused.value.kind, refused.value.code, refused.value.data


async def test_words_are_answered_alike_for_the_same_work(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words of no shape, of no card, of an ended card and of one that rests, and a wrong PIN: one
    refusal, one count of the tries, and one hash each, whatever the PIN looks like."""
    world, ended = await ready(house)
    card = await a_card(world, await choose(world, SAM, KS_CASE))
    real, hashes = passwords.matches, []

    async def matches(raw: object, password_hash: str | None) -> bool:
        hashes.append(raw)
        return await real(raw, password_hash)

    monkeypatch.setattr(passwords, "matches", matches)
    slow = world.house.slow
    assert isinstance(slow, FakeSlow)
    answers = []
    for words in (card.words, "apple river sock", "", None, 7, "a" * 500, "a b c d", ended.words):
        for pin in (WRONG, "", "x"):
            before = dict(slow.tries)
            answers.append(await answered(world, pin, words))
            counted = {
                key: tries - before.get(key, 0)
                for key, tries in slow.tries.items()
                if key[0].startswith("receipt_")
            }
            assert counted == {("receipt_address", ADDRESS): 1, ("receipt_typed", "all"): 1}
    for pin in (WRONG, WRONG, WRONG, PIN):  # five in all: then it rests, for the right one too
        answers.append(await answered(world, pin, card.words))
    assert answers == [("invalid", "words_wrong", {"field": "words"})] * len(answers)
    assert len(hashes) == len(answers)
    here = [row[2] for row in await recorded(world, None) if row[0] == my_map.OPEN_MY_MAP]
    assert set(here) == {"card_over", "card_rests"}


async def test_a_card_that_rests_still_says_so_by_its_link(house: House) -> None:
    """The link cannot be guessed: who has it is told how long to wait."""
    world, card = await ready(house)
    for _ in range(5):
        assert (await answered(world, WRONG, card.words))[1] == "words_wrong"
    with pytest.raises(TooMany, match="card_rests"):
        await opened(world, card)


async def test_many_addresses_are_slowed_down(house: House) -> None:
    """Guessing is slow by address, and for typed words for everybody together."""
    world = await a_world(house)
    for _ in range(5):
        with pytest.raises(Gone):
            await my_map.open_card(world.house, ADDRESS, PIN, link="A" * 43)
    with pytest.raises(TooMany, match="slow_down"):
        await my_map.open_card(world.house, ADDRESS, PIN, link="A" * 43)
    for each in range(5):
        with pytest.raises(Invalid):
            await my_map.open_card(world.house, f"198.51.100.{each}", PIN, words="a b c d")
    with pytest.raises(TooMany, match="slow_down"):
        await my_map.open_card(world.house, "198.51.100.9", PIN, words="a b c d")


async def test_an_ended_card_opens_nothing(house: House) -> None:
    """Ended by the young person or by the worker the page is closed everywhere; not by closing."""
    world, card = await ready(house)
    here = await opened(world, card)
    await my_map.end(world.house, here)
    for again in (link_of(card), "B" * 43):
        with pytest.raises(Gone, match="card_over"):
            await my_map.open_card(world.house, ADDRESS, PIN, link=again)
    with pytest.raises(NotAllowed):
        await my_map.shows(world.house, here, purpose=Purpose.PLAN_TOGETHER)
    second = await a_card(world, await choose(world, SAM, KS_CASE))
    open_now = await opened(world, second)
    await receipts.end(world.house, world[SAM], world.case(KS_CASE))
    with pytest.raises(NotAllowed):
        await my_map.shows(world.house, open_now, purpose=Purpose.PLAN_TOGETHER)
    third = await a_card(world, await choose(world, SAM, KS_CASE))
    token = (await my_map.open_card(world.house, ADDRESS, PIN, link=link_of(third))).token
    async with writing(world.house) as session:
        case = (
            await session.exec(select(CaseFile).where(CaseFile.id == world.case(KS_CASE)))
        ).one()
        case.closed_at = world.house.clock()
        session.add(case)
    # A case that was closed keeps the young person's own way to it: see test_endings for its end.
    assert await my_map.here(world.house, token, ADDRESS, present=True) is not None


async def test_my_map_opens_no_other_case_and_does_nothing_else(house: House) -> None:
    """One card's session on another case, or asking for what a worker may, is refused."""
    world, card = await ready(house)
    await choose(world, PRIYA, MS_CASE)
    here = await opened(world, card)
    other = my_map.Here(here.who, world.case(MS_CASE))
    with pytest.raises(NotFound):
        await my_map.shows(world.house, other, purpose=Purpose.PLAN_TOGETHER)
    with pytest.raises(NotFound):
        await my_map.change_mind(world.house, other, Statement.TALK, Answer.NO)
    with pytest.raises(NotFound):
        await my_map.end(world.house, other)
    case_id = world.case(KS_CASE)
    for asked in (
        cases.open_case(world.house, here.who, case_id),
        maps.kept_map(world.house, here.who, case_id, 1, purpose=Purpose.PLAN_TOGETHER),
        cases.my_cases(world.house, here.who),
        drawings.offer(world.house, here.who, case_id),
        drawings.worker_view(world.house, here.who, case_id, purpose=Purpose.PLAN_TOGETHER),
    ):
        with pytest.raises(Refusal):
            await asked
    for stranger in (world[SAM], world[PRIYA], Who(kind="young_person", session_id="0" * 32)):
        with pytest.raises(Refusal):
            await my_map.shows(
                world.house, my_map.Here(stranger, case_id), purpose=Purpose.PLAN_TOGETHER
            )
        with pytest.raises(Refusal):
            await my_map.change_mind(
                world.house, my_map.Here(stranger, case_id), Statement.TALK, Answer.YES
            )


async def test_it_closes_when_nobody_does_anything(house: House, clock: FakeClock) -> None:
    """Ten idle minutes or an hour in all; a page that only looks keeps nothing open."""
    world, card = await ready(house)
    token = (await my_map.open_card(world.house, ADDRESS, PIN, link=link_of(card))).token
    for _ in range(3):
        clock.forward(minutes=3)
        assert await my_map.here(world.house, token, ADDRESS, present=False) is not None
    clock.forward(minutes=1)
    assert await my_map.here(world.house, token, ADDRESS, present=False) is None
    token = (await my_map.open_card(world.house, ADDRESS, PIN, link=link_of(card))).token
    for _ in range(7):
        clock.forward(minutes=8)
        assert await my_map.here(world.house, token, ADDRESS, present=True) is not None
    clock.forward(minutes=4)
    assert await my_map.here(world.house, token, ADDRESS, present=True) is None


async def test_nothing_opens_beside_a_worker(house: House) -> None:
    """In a browser in which a worker is signed in no card opens: answers come from no worker."""
    world, card = await ready(house)
    with pytest.raises(NotAllowed, match="worker_here"):
        await my_map.open_card(world.house, ADDRESS, PIN, link=link_of(card), signed_in=world[SAM])


async def test_closing_keeps_the_card(house: House) -> None:
    """Closing is for this browser alone; the card opens it again."""
    world, card = await ready(house)
    here = await opened(world, card)
    await my_map.leave(world.house, here)
    with pytest.raises(NotAllowed):
        await my_map.shows(world.house, here, purpose=Purpose.PLAN_TOGETHER)
    await opened(world, card)


async def test_each_look_is_on_the_record(house: House) -> None:
    """The case's record says that the young person looked, and the worker never did as them."""
    world, card = await ready(house)
    await my_map.shows(world.house, await opened(world, card), purpose=Purpose.PLAN_TOGETHER)
    rows = await recorded(world, KS_CASE)
    assert rows[-2:] == [
        (my_map.OPEN_MY_MAP, "allowed", "card_and_pin"),
        ("see_my_map", "allowed", "none"),
    ]


async def test_a_tablet_without_an_offer_has_no_pin_hashed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hash costs what a sign-in costs, in the same two threads: nothing is hashed before a map is
    kept, nor once the offer was answered, and both are refused on the record."""
    hashed: list[str] = []

    async def counted(pin: str) -> str:
        hashed.append(pin)
        return "hashed"

    monkeypatch.setattr(passwords, "hashed", counted)
    world = await a_world(replace(house, slow=FakeSlow(most=1000)))
    made = await drawings.offer(world.house, world[SAM], world.case(KS_CASE))
    token = await drawings.take(world.house, made.code, ADDRESS, None)
    early = await drawings.tablet_who(world.house, token, ADDRESS)
    assert early is not None
    with pytest.raises(NotFound):
        await a_card(world, early)
    assert hashed == []
    await drawings.end(world.house, world[SAM], made.drawing_id)
    tablet = await choose(world, SAM, KS_CASE)
    await receipts.not_now(world.house, tablet)
    with pytest.raises(Conflict, match="card_settled"):
        await a_card(world, tablet)
    assert hashed == []
    refused = [
        row[2] for row in await recorded(world, KS_CASE) if row[:2] == ("make_receipt", "refused")
    ]
    assert refused == ["not_now", "card_settled"]
