"""What a page shows while its state is read anew after a cut (ui/whole_view.js)."""

from __future__ import annotations

from typing import Any

from tests.canvas.conftest import Model

ROOT = "reflex___state____state"


def update(name: str, whole: bool | None = None, **more: Any) -> dict[str, Any]:
    """An update from the server; `whole` False begins a page's loading, True ends it."""
    root = {} if whole is None else {ROOT: {"is_hydrated_rx_state_": whole}}
    return {"name": name, "delta": root, **more}


def shown(model: Model, *said: Any) -> list[list[str]]:
    """What the page has shown after each of these."""
    after: list[list[str]] = model.ask("whole", said=list(said))["after"]
    return after


def test_a_page_that_opens_shows_all_as_it_comes(model: Model) -> None:
    """Nothing is there yet that could be taken away."""
    assert shown(model, update("held", False), update("loaded"), update("end", True)) == [
        ["held"],
        ["held", "loaded"],
        ["held", "loaded", "end"],
    ]
    assert model.ask("whole", said=[])["told"]


def test_after_a_cut_the_new_view_comes_in_one_piece(model: Model) -> None:
    """What the server still holds is older than what was pushed: it is never shown by itself."""
    said = (update("held", False), update("push"), update("loaded"), update("end", True))
    late = update("later")
    *before, whole, after = shown(model, "cut", update("early"), *said, late)
    assert before == [[]] + [["early"]] * 4
    assert whole == ["early", "held", "push", "loaded", "end"]
    assert after == [*whole, "later"]


def test_a_page_of_the_same_connection_is_never_held(model: Model) -> None:
    """Going on to another page reads it without a cut: it shows as it comes."""
    *_, last = shown(model, "cut", update("a", False), update("b", True), update("c", False))
    assert last == ["a", "b", "c"]


def test_a_second_cut_drops_what_was_held(model: Model) -> None:
    """All of it comes again with the next connection."""
    again = (update("new", False), update("end", True))
    *_, last = shown(model, "cut", update("old", False), "cut", *again)
    assert last == ["new", "end"]


def test_the_way_to_the_door_waits_for_nothing(model: Model) -> None:
    """A page whose right is gone is sent away at once."""
    *_, last = shown(model, "cut", update("held", False), update("door", events=[{"name": "go"}]))
    assert last == ["held", "door"]


def test_a_loading_that_takes_too_long_is_shown_as_it_is(model: Model) -> None:
    """It may be that the page may not be seen any more."""
    *_, last = shown(model, "cut", update("held", False), "late", update("loaded"))
    assert last == ["held", "loaded"]
