"""The page's model of a map against the domain's: the page must foresee what the server decides."""

from __future__ import annotations

import re
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


def near(part: Any) -> Any:
    """The same edit on few things, so that two devices meet: person17 is person1, tie023 tie1."""
    if isinstance(part, list):
        return [near(each) for each in part]
    if isinstance(part, dict):
        return {name: near(value) for name, value in part.items()}
    found = re.fullmatch(r"(person|place|tie|stroke|sticker)(\d+)", str(part))
    return f"{found[1]}{int(found[2]) % 3}aaaaaa" if found else part


hands = st.sampled_from(["own", "other"])


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(hands, raw_edits), min_size=8, max_size=30))
def test_undo_never_takes_back_what_the_other_device_did(
    model: Model, raws: list[tuple[str, dict[str, Any]]]
) -> None:
    """Whatever the two did in turn, one's undo changes nothing that the other set last."""
    edits = [(whose, edit_to_wire(edit)) for whose, raw in raws for edit in parsed([near(raw)])]
    assert model.ask("undo_beside", edits=edits)["taken"] == []


def person(id_: str, **more: Any) -> dict[str, Any]:
    """A friend at the top, as an op."""
    return {
        "op": "add_person",
        "id": id_,
        "kind": "friend",
        "initials": id_[:2].upper(),
        "x": 0,
        "y": -200,
        "colour": "sky",
        "not_a_name": True,
        **more,
    }


def beside(model: Model, *turns: tuple[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """What undoing everything of one's own leaves, after these turns."""
    edits = [
        (whose, {"id": f"edit-{number:04}", "ops": ops})
        for number, (whose, ops) in enumerate(turns)
    ]
    answer: dict[str, Any] = model.ask("undo_beside", edits=edits)
    return answer


def test_a_move_that_the_other_moved_on_stays_where_the_other_put_it(model: Model) -> None:
    """I move a friend, the other moves them further: my undo does not pull them back."""
    left = beside(
        model,
        ("other", [person("js0000000000")]),
        ("own", [{"op": "move_person", "id": "js0000000000", "x": 50, "y": 0, "place": None}]),
        ("other", [{"op": "move_person", "id": "js0000000000", "x": 300, "y": 0, "place": None}]),
    )
    assert [each["x"] for each in left["map"]["people"]] == [300]
    assert (left["undone"], left["refused"]) == (0, 1)


def test_somebody_whom_the_other_joined_since_is_not_taken_off_by_undo(model: Model) -> None:
    """I add a friend, the other joins them to ME: my undo would take that line too, so it stops."""
    left = beside(
        model,
        ("own", [person("js0000000000")]),
        ("other", [{"op": "add_tie", "id": "tie000000000", "a": "js0000000000", "b": "me"}]),
    )
    assert len(left["map"]["people"]) == len(left["map"]["ties"]) == 1
    assert (left["undone"], left["refused"]) == (0, 1)


def test_what_the_other_did_not_touch_is_undone_as_ever(model: Model) -> None:
    """I give a colour, the other moves the same friend: my undo takes the colour back alone."""
    left = beside(
        model,
        ("other", [person("js0000000000")]),
        ("own", [{"op": "change_person", "id": "js0000000000", "colour": "sun"}]),
        ("other", [{"op": "move_person", "id": "js0000000000", "x": 300, "y": 0, "place": None}]),
    )
    assert [(each["x"], each["colour"]) for each in left["map"]["people"]] == [(300, "sky")]
    assert left["undone"] == 1


def test_somebody_comes_back_without_the_line_to_one_who_is_gone(model: Model) -> None:
    """I take a friend off, the other takes off whom they were joined to: the friend comes back."""
    left = beside(
        model,
        ("other", [person("js0000000000"), person("ak0000000000")]),
        (
            "other",
            [{"op": "add_tie", "id": "tie000000000", "a": "js0000000000", "b": "ak0000000000"}],
        ),
        ("own", [{"op": "remove_person", "id": "js0000000000"}]),
        ("other", [{"op": "remove_person", "id": "ak0000000000"}]),
    )
    assert [each["id"] for each in left["map"]["people"]] == ["js0000000000"]
    assert left["map"]["ties"] == []


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
        *("S\u0363\u036b", "jo\u1de0", "с\u2df6\u2dea"),
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
