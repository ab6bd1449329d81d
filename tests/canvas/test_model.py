"""The page's model of a map against the domain's: the page must foresee what the server decides."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from peermap_app.domain.errors import Invalid, Refusal
from peermap_app.domain.peer_map import EMPTY, Edit, apply, edit_to_wire, parse_edit, to_wire
from peermap_app.domain.screening import NAME_LIKE, parse_initials, reads_as_name
from tests.canvas.conftest import Model
from tests.domain.strategies import raw_edits

few = settings(max_examples=60, deadline=None)
sequences = st.lists(raw_edits, min_size=1, max_size=14)


def parsed(raws: list[dict[str, Any]]) -> list[Edit]:
    """The edits that the server would even read."""
    edits = []
    for raw in raws:
        try:
            edits.append(parse_edit(raw))
        except Refusal:
            continue
    return edits


def by_id(peer_map: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """A map without its order: what was taken off and put back comes to lie on top."""
    return {kind: sorted(parts, key=lambda part: part["id"]) for kind, parts in peer_map.items()}


@few
@given(sequences)
def test_the_page_applies_every_edit_as_the_domain_does(
    model: Model, raws: list[dict[str, Any]]
) -> None:
    """Each edit gives the same map, or the same refusal, in the page and on the server."""
    edits = parsed(raws)
    expected: list[dict[str, Any]] = []
    peer_map = EMPTY
    for edit in edits:
        try:
            peer_map = apply(peer_map, edit)
            expected.append({"map": to_wire(peer_map)})
        except Refusal as refusal:
            expected.append({"code": refusal.code})
    assert expected == model.ask("run", edits=[edit_to_wire(edit) for edit in edits])


@few
@given(sequences)
def test_an_edit_and_its_inverse_leave_the_map_as_it_was(
    model: Model, raws: list[dict[str, Any]]
) -> None:
    """Undoing any edit right away gives back the map that was there before it."""
    for pair in model.ask("undo_each", edits=[edit_to_wire(edit) for edit in parsed(raws)]):
        assert by_id(pair["before"]) == by_id(pair["again"])


@few
@given(sequences)
def test_the_server_reads_every_inverse(model: Model, raws: list[dict[str, Any]]) -> None:
    """What undo sends is an edit like any other: the server parses each one."""
    for pair in model.ask("undo_each", edits=[edit_to_wire(edit) for edit in parsed(raws)]):
        parse_edit({"id": "undo00000000", "ops": pair["ops"]})


@few
@given(sequences)
def test_undo_to_the_bottom_and_redo_to_the_top(model: Model, raws: list[dict[str, Any]]) -> None:
    """Undoing everything empties the map; redoing everything brings all of it back."""
    way = model.ask("there_and_back", edits=[edit_to_wire(edit) for edit in parsed(raws)])
    assert to_wire(EMPTY) == {kind: list(parts) for kind, parts in way["bottom"].items()}
    assert by_id(way["top"]) == by_id(way["again"])


@few
@given(st.text(max_size=8))
def test_initials_are_cut_as_they_are_typed_to_what_the_server_takes(
    model: Model, raw: str
) -> None:
    """Whatever is typed, what stays is nothing or one to three letters that the server accepts."""
    typed = model.ask("initials", raw=raw, names=list(NAME_LIKE))
    if typed["initials"]:
        assert typed["initials"] == parse_initials(typed["initials"])
        assert reads_as_name(typed["initials"]) == typed["name"]


RAWS = (
    # Latin, with and without accents, as typed and as kept
    *("js", "JS", " ak ", "k", "xyz", "sam", "SAM", "Ali", "jo", "samuel", "zoé", "ZOE\u0301", "É"),
    *("élo", "ALİ", "alı", "ß", "ßs", "ßß", "ŁB", "ʼn", "ŉ", "ᴀʟɪ"),
    # ligatures and compatibility signs
    *(
        "ﬁ",
        "ﬃ",
        "ﬃx",
        "ﷺ",
        "ﷺﷺﷺ",
        "ＳＡＭ",
        "ｊｓ",
        "𝐒𝐀𝐌",
        "Ⓢ",
        "Ⓐm",
        "㍻",
        "㍿",
        "ǅ",
        "½",
        "ﾊﾟｸ",
        "ͅ",
        "\u3164",
        "A\u1160",
        "\uffa0B",
    ),
    # look-alikes
    *("SАM", "ѕam", "ΑLI", "ТОМ", "АН", "ЖЩ", "ΩΔ", "Ёd", "ΚΙΜ", "ᾳ"),
    # scripts without capitals
    *(
        "王小明",
        "王",
        "王明",
        "王A",
        "AB王",
        "김민준",
        "김",
        "ㄱㅁㅈ",
        "ㄱ",
        "ㄱㅏ",
        "さき",
        "リ",
        "علي",
        "ع",
    ),
    *("דן", "ד", "रवि", "मे", "สม", "ส", "ქეთ"),
    # not letters
    *(
        "",
        " ",
        "1",
        "-",
        "a1",
        "a\u200db",
        "a\u202eb",
        "e" + "\u0301" * 4,
        "\u0301a",
        "सि\u094d\u093f",
        "☺",
    ),
)


def served(raw: str) -> dict[str, Any]:
    """What the server makes of it, in the page's words."""
    try:
        initials = parse_initials(raw)
    except Invalid as refused:
        return {"code": refused.code}
    return {"initials": initials, "name": reads_as_name(initials)}


def test_the_page_asks_is_that_a_name_when_the_server_does(model: Model) -> None:
    """For each of many inputs the page cuts, refuses, keeps and asks just as the server does: were
    the server alone to ask, there would be no button to say that it is not a name."""
    assert len(set(RAWS)) >= 60
    pages = model.ask("all_initials", raws=list(RAWS), names=list(NAME_LIKE))
    for raw, page in zip(RAWS, pages, strict=True):
        if page["cut"]:
            foreseen = {"code": "initials_too_long"}
        elif page["odd"]:
            foreseen = {"code": "initials_letters"}
        elif not page["initials"]:
            foreseen = {"code": "initials_empty"}
        else:
            foreseen = {"initials": page["initials"], "name": page["name"]}
        assert (raw, foreseen) == (raw, served(raw))
        if page["initials"]:  # what stays in the box, whatever else was typed
            assert served(page["initials"]) == {"initials": page["initials"], "name": page["name"]}
