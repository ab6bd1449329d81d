"""Common passwords are refused, whoever sets them and wherever, in bounded time."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Invalid, Problems
from peermap_app.services import accounts, guessable, passwords
from peermap_app.services.unit import OPERATOR, Who
from tests.services.sign_ins import ADDRESS, EMAIL, PASSWORD

KNOWN = ("Sam Okoro", "sam.okoro@west.example", "Youth Support West")


@pytest.mark.parametrize(
    "password",
    [
        *("password1234", "Passw0rd!Passw0rd!", "P@$$w0rd1234", "123456789012", "qwertyuiop[]"),
        *("aaaaaaaaaaaaaa", "abcdefghijkl", "Liverpool2024!", "letmeinletmein", "201120122013"),
        *("peermap12345", "PeerMapPeerMap", "samokoro2024", "Sam Okoro 2026", "OkoroOkoro12"),
        *("sam.okoro@west.example", "youthsupportwest", "password" * 30, "1" * 256),
    ],
)
async def test_what_others_guess_first_is_refused(password: str) -> None:
    """Lists, keyboards, repeats, years, and what is known of its owner."""
    with pytest.raises(Invalid) as caught:
        await passwords.parse_new(password, *KNOWN)
    assert (caught.value.code, caught.value.data) == ("password_common", {"field": "password"})


@pytest.mark.parametrize(
    "password",
    [
        *(
            "paper boats in June",
            "correct horse battery staple",
            "vK3#q9@Lz!mW2$",
            "тёплый чай зимой",
        ),
        "a" * 200 + " violet kettle on the moor",
    ],
)
async def test_a_few_words_will_do(password: str) -> None:
    """Words, a manager's signs, another alphabet; nothing else is asked of it."""
    assert await passwords.parse_new(password, *KNOWN) == password


async def test_what_is_known_of_one_person_is_not_held_against_another() -> None:
    """zxcvbn keeps what it was told in a place that all callers share: ours is told each time."""
    mine = "wollemi quandong"
    assert await guessable.easy(mine, (mine,))
    assert not await guessable.easy(mine, KNOWN)


def test_whatever_is_typed_is_judged_in_bounded_time() -> None:
    """Signs that stand for letters, all at once and 256 long, cost seconds in zxcvbn alone."""
    dice = random.Random(7)
    signs = "@({[<!|$+%0123456789aeiostx"
    worst = 0.0
    for _ in range(25):
        typed = "".join(dice.choice(signs) for _ in range(passwords.MOST))
        begun = time.thread_time()
        guessable._easy(typed, ("Sam Okoro" * 40,) * 3)
        worst = max(worst, time.thread_time() - begun)
    assert worst < 1.0


@settings(max_examples=40)
@given(st.text(max_size=300), st.lists(st.text(max_size=200), max_size=4))
def test_nothing_typed_breaks_it(typed: str, known: list[str]) -> None:
    """Any text and any name gets an answer."""
    assert guessable._easy(typed, known) in (True, False)


async def test_an_operator_sets_no_common_password(house: House, sam: Who) -> None:
    """Neither for a new account, as one fault among others, nor anew: then the old one stays."""
    with pytest.raises(Problems) as caught:
        await accounts.add_worker(
            house,
            OPERATOR,
            email="jo.bright@west.example",
            name="",
            role="administrator",
            password="jo.bright@west.example1",
        )
    assert [each.code for each in caught.value.problems] == ["missing", "password_common"]
    with pytest.raises(Invalid, match="password_common"):
        await accounts.reset_password(house, OPERATOR, email=EMAIL, password="Sam O Sam O Sam O")
    await accounts.sign_in(house, EMAIL, PASSWORD, ADDRESS)
