"""When a page says that it was last up to date (ui/components/fresh.js)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from peermap_app.words import worker_pages as w
from tests.canvas.conftest import Model

WORDS = {
    "cut": w.LAST_FRESH,
    "behind": w.CATCHING_UP,
    "never": w.OFFLINE,
    "otherDay": w.ON_DAY,
}
FIRST, SECOND = "2026-11-30T09:00:00+00:00", "2026-11-30T12:00:00+00:00"
NOON = datetime(2026, 11, 30, 12, 0).astimezone()
Said = dict[str, Any]


def ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def read(moment: str, at: datetime = NOON) -> Said:
    """The server says when it read what the page shows."""
    return {"read": moment, "now": ms(at)}


def cut(heard: datetime = NOON) -> Said:
    """The connection is gone; the server was last heard then."""
    return {"stands": False, "heard": ms(heard)}


def late(now: datetime = NOON) -> Said:
    """Longer than a blink."""
    return {"late": True, "now": ms(now)}


BACK: Said = {"stands": True, "heard": 0}


def after(model: Model, *said: Said, begins: str = "") -> list[str]:
    """The line after each of these, on a page that was opened with what it had read before."""
    found: list[str] = model.ask("fresh", read=begins, said=said, words=WORDS)
    return found


def at(moment: datetime, words: str = w.LAST_FRESH) -> str:
    return words.format(when=f"{moment:%H:%M}")


def test_a_cut_says_when_the_server_was_last_heard(model: Model) -> None:
    """Not when something last came: as long as the connection stood the page was up to date. A
    blink says nothing."""
    heard = NOON + timedelta(hours=2, minutes=5)
    found = after(
        model, read(FIRST), cut(heard), BACK, read(SECOND, heard), cut(heard), late(heard)
    )
    assert found == ["", "", "", "", "", at(heard)]


def test_it_goes_when_all_was_read_anew(model: Model) -> None:
    """Not when the connection is back: until then it says that it is catching up, since when."""
    found = after(model, read(FIRST), cut(), late(), BACK, read(SECOND))
    assert found[2:] == [at(NOON), at(NOON, w.CATCHING_UP), ""]


def test_a_second_cut_before_it_was_read_anew_is_no_later(model: Model) -> None:
    """What was heard in between did not bring the page up to date."""
    found = after(model, read(FIRST), cut(), BACK, cut(NOON + timedelta(hours=1)), late())
    assert found[-1] == at(NOON)


@pytest.mark.parametrize("days", [1, 40])
def test_another_day_is_named(model: Model, days: int) -> None:
    """A phone that woke the next morning must not say a time of yesterday as if it were today's."""
    then = NOON - timedelta(days=days)
    when = w.ON_DAY.format(time=f"{then:%H:%M}", day=f"{then.day} {then:%B}")
    found = after(model, read(FIRST, then), cut(then), late())
    assert found[-1] == w.LAST_FRESH.format(when=when)


def test_a_page_that_a_link_led_back_to_goes_by_what_it_read(model: Model) -> None:
    """Without a connection the inbox is as it was when it was left."""
    there = datetime.fromisoformat(FIRST).astimezone()
    (found,) = after(model, late(there), begins=FIRST)
    assert found == at(there)


def test_a_page_that_never_came_says_so_at_once(model: Model) -> None:
    """Nothing is known of when."""
    assert after(model, {"failing": True}) == [w.OFFLINE]


def test_a_page_that_has_nothing_to_show_yet_is_still_catching_up(model: Model) -> None:
    """It may stand empty while it is read anew; a page that opens says nothing of that."""
    found = after(model, read(FIRST), cut(), late(), BACK, read(""), read(SECOND))
    assert found[-3:] == [at(NOON, w.CATCHING_UP)] * 2 + [""]
    assert after(model, read(""), BACK, read(FIRST), read("")) == [""] * 4
