"""The field of a note that two may write at once (ui/note): nothing typed is lost, none overwritten
unread."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.canvas.conftest import Model

Said = dict[str, Any]


def knows(text: str, number: str, taken: int = 0) -> Said:
    """What the server told the page."""
    return {"text": text, "number": number, "taken": taken}


def types(words: str) -> Said:
    return {"types": words}


def after(model: Model, *said: Said) -> list[tuple[str, str]]:
    """What stands in the field, and with which version it began, after each of these."""
    found = model.ask("note", taken=0, said=said)
    return [(each["field"], each["base"]) for each in found]


def test_while_nobody_writes_here_it_follows(model: Model) -> None:
    """What the other side writes appears in the field, with its number."""
    assert after(model, knows("", "0"), knows("Ring first.", "1"), knows("Ring at 9.", "2")) == [
        ("", "0"),
        ("Ring first.", "1"),
        ("Ring at 9.", "2"),
    ]


def test_what_is_typed_stays_with_the_version_that_it_began_with(model: Model) -> None:
    """The other side's comes meanwhile: neither the words nor the number change under a hand."""
    said = (knows("Ring first.", "1"), types("Ring first. Ask for Jo."), knows("Ring at 9.", "2"))
    assert after(model, *said, knows("", ""))[1:] == [("Ring first. Ask for Jo.", "1")] * 3


def test_once_it_was_taken_it_follows_again(model: Model) -> None:
    """The own version is the newest then, and the next one of the other side is seen."""
    mine = types("Ask for Jo.")
    said = (knows("", "0"), mine, knows("Ask for Jo.", "1", 1), knows("Jo is away.", "2", 1))
    assert after(model, *said)[-2:] == [("Ask for Jo.", "1"), ("Jo is away.", "2")]


def test_a_page_that_loses_what_it_had_read_keeps_what_is_typed(model: Model) -> None:
    """After a restart of the server the count begins again; what comes back is not theirs taken."""
    typed = types("Ask for Jo.")
    said = (knows("Old.", "3", 2), typed, knows("", "", 0), knows("New.", "4", 0))
    assert after(model, *said)[1:] == [("Ask for Jo.", "3")] * 3


def test_a_link_that_is_over_leaves_nothing_that_was_read(model: Model) -> None:
    """Nobody wrote here: the words go with the right to read them."""
    assert after(model, knows("Ring first.", "1"), knows("", ""))[-1] == ("", "")


SAID = st.one_of(
    st.builds(types, st.sampled_from(("mine", "mine too"))),
    st.builds(knows, st.sampled_from(("", "theirs")), st.sampled_from(("", "1", "2")), st.just(0)),
)


@given(said=st.lists(SAID, max_size=8))
def test_in_any_order_what_is_typed_is_there(model: Model, said: list[Said]) -> None:
    """Until it is taken the field holds the newest that was typed, and one base."""
    begins = next((at for at, each in enumerate(said) if "types" in each), len(said))
    found = after(model, *said)
    typed = [each["types"] for each in said[begins:] if "types" in each]
    if typed:
        assert found[-1][0] == typed[-1]
        assert len({base for _, base in found[begins:]}) == 1
    elif said:
        assert found[-1] == (said[-1]["text"], said[-1]["number"])
