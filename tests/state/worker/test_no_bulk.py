"""Rule 7: nothing that a page sends is more than one link, flag, alert or case, whatever it sends.

Each method of the pages about links and flags is called by somebody who may do it of each of two
things, and names both at once: as a list, in one text, as a table. Nothing comes of it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import reflex as rx

from peermap_app.api.routes import ROUTES as OWN_ROUTES
from peermap_app.services import held_connections
from peermap_app.ui.pages import ROUTES as PAGES
from tests.attacks.seed import Target
from tests.attacks.surface import OURS, Try, handlers, short, tries
from tests.builders import a_flag_form, a_held_form, a_sharing_form
from tests.services import world as w
from tests.services.test_flags import flag
from tests.services.world import (
    JO,
    JOS_CASE,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    SAMS_OTHER,
    World,
    choose,
    linked,
    newest_link,
    table,
)
from tests.state.worker.open_pages import FakeWire, a_page, call

STATES = re.compile(r"(Link|Share|Sharing|Flag|Finding|Together|Whom|Held|Alert|Review)\w*State\.")
"""The pages about links, flags and what is held."""
WRITTEN = (
    *("link", "link_end", "link_note", "link_meeting", "link_mark", "link_confirm", "sharing"),
    *("flag", "flag_version", "alert", "outbox", "review", "held_connection", "colleague_ask"),
)
SHAPES: Mapping[str, Callable[[str, str], object]] = {
    "a list": lambda one, other: [one, other],
    "a list of one": lambda one, _: [one],
    "a table": lambda one, other: {"0": one, "1": other},
    "commas": lambda one, other: f"{one}, {other}",
    "lines": lambda one, other: f"{one}\n{other}",
    "spaces": lambda one, other: f"{one} {other}",
    "semicolons": lambda one, other: f"{one};{other}",
}
TRIED = 35
"""So many calls at least name something; fewer means that the walk looks in the wrong place."""
ROWS_OF_A_DRAWING = {"TabletState.edits", "DrawingState.edits"}
"""Changes of one drawing, of which each is a stroke or a name that was moved."""


def kinds() -> dict[str, type[rx.State]]:
    """Each state by its name."""
    return {kind.__name__: kind for kind, _ in handlers(OURS)}  # type: ignore[misc]


async def ready(world: World) -> Target:
    """Sam has two cases, each linked; an ask that came to him, a flag, an alert, what is held."""
    for name, case in ((SAM, SAMS_OTHER), (JO, JOS_CASE)):
        await choose(world, name, case)
    link = await linked(world)
    await w.ask(world, KS_CASE, name=JO, own=JOS_CASE)
    sheet = await flag(world)
    case_id = world.case(KS_CASE)
    held = {**a_held_form(), "shown_on": world.house.clock().date().isoformat()}
    await held_connections.save(
        *(world.house, world[SAM], case_id, held_connections.NEW, held),
        form_id="a" * 32,
        purpose=w.Purpose.COORDINATE,
    )
    return Target(
        workers={name: world.worker_id(name) for name in (SAM, PRIYA, JO)},
        case=case_id,
        other_case=world.case(SAMS_OTHER),
        foreign_case=world.case(MS_CASE),
        version="1",
        consent="b" * 32,
        kept_map="c" * 32,
        held=(await table(world, "held_connection"))[0]["id"],
        link=link,
        asked_link=await newest_link(world),
        flag=sheet.flag_id,
        flag_back=sheet.flag_id,
        alert=(await table(world, "alert"))[0]["id"],
        review=w.review(world),
    )


def both(payload: Any, shape: Callable[[str, str], object], pairs: Mapping[str, str]) -> Any:
    """What is sent, with two things in each place where it names one."""
    if isinstance(payload, dict):
        return {name: both(value, shape, pairs) for name, value in payload.items()}
    if isinstance(payload, str) and payload in pairs:
        return shape(payload, pairs[payload])
    return payload


async def written(world: World) -> dict[str, list[str]]:
    """All that links and flags are made of."""
    return {name: sorted(repr(dict(one)) for one in await table(world, name)) for name in WRITTEN}


async def sent(world: World, one: Try, payload: Mapping[str, Any]) -> None:
    """Called by Sam, as his page's websocket does."""
    state, _, method = one.name.partition(".")
    page = await a_page(world, SAM, kinds()[state], page=one.name, **one.params)
    await type(page).event_handlers[method].fn(page, **payload)


@pytest.mark.attack("malformed", tries=35)
@pytest.mark.parametrize("shape", SHAPES)
async def test_two_at_once_are_none(world: World, wire: FakeWire, shape: str) -> None:
    """Ids and references of things of the asker's own: each would do alone."""
    target = await ready(world)
    pairs = {
        target.case: target.other_case,
        target.other_case: target.case,
        target.link: target.asked_link,
        target.asked_link: target.link,
        **{each: each for each in (target.flag, target.alert, target.held)},
        **{f"{what}-{each}": f"{what}-{each}" for what, each in _things(target)},
    }
    before, tried = await written(world), 0
    for one in tries(target):
        payload = both(one.payload, SHAPES[shape], pairs)
        if STATES.match(one.name) and payload != one.payload:
            tried += 1
            await sent(world, one, payload)
    assert await written(world) == before
    assert tried >= TRIED


def _things(target: Target) -> tuple[tuple[str, str], ...]:
    return (("link", target.link), ("flag", target.flag), ("held", target.held))


@pytest.mark.attack("malformed", tries=2)
@pytest.mark.parametrize("shape", SHAPES)
async def test_a_reference_is_one(world: World, wire: FakeWire, shape: str) -> None:
    """Two references that each could be asked for: with and without agreement nothing is asked, and
    the page says that it is none."""
    await choose(world, SAM, KS_CASE)
    await choose(world, SAM, SAMS_OTHER, talk="no")
    reference = SHAPES[shape](MS_CASE, JOS_CASE)
    form = a_sharing_form(reference=reference, review=w.review(world))
    without = {**form, "position": "refused", "urgent": "no", "lawful": "s47"}
    for state, case, raw in (
        ("LinkAskState", KS_CASE, form),
        ("ShareAskState", SAMS_OTHER, without),
    ):
        case_id = world.case(case)
        page = await a_page(world, SAM, kinds()[state], page=state, case_id=case_id)
        await call(page, "load")
        await call(page, "ask", {**raw, "case_id": case_id})
        assert [*page.problems] == ["reference"], state
    assert (await table(world, "link"), await table(world, "sharing")) == ([], [])


async def test_one_is_one(world: World, wire: FakeWire) -> None:
    """The same methods, asked for one thing, write one: what is refused above is that it is two."""
    target = await ready(world)
    ask = {
        **a_sharing_form(reference=MS_CASE, review=w.review(world)),
        "case_id": target.other_case,
    }
    flagged = {"case_id": target.case, "form_id": "d" * 32, **a_flag_form()}
    flagged |= {f"tell_{target.link}": "on"}
    for name, payload, kind in (
        ("LinkAskState.ask", {"form": ask}, "link"),
        ("FlagState.send", {"form": flagged}, "flag"),
    ):
        before = len(await table(world, kind))
        await sent(world, Try(name), payload)
        assert len(await table(world, kind)) == before + 1, name


def test_no_method_takes_a_list() -> None:
    """Of no page, but the changes of one drawing; each other argument is one text, number or form,
    and a new method with a list has to be thought of here."""
    lists = {
        short(kind, name)
        for kind, name in handlers(OURS)
        if name != "setvar"
        for each in list(inspect.signature(kind.event_handlers[name].fn).parameters.values())[1:]
        if not re.fullmatch(r"(str|int|bool|dict\[str, Any\])( \| None)?", str(each.annotation))
    }
    assert lists == ROWS_OF_A_DRAWING


def test_no_address_names_two_of_a_kind() -> None:
    """Each page and route is of one case, and of one link, flag or alert of it at most; what gives
    a file gives that of one map."""
    paths = [each.path for each in PAGES] + [each.path for each in OWN_ROUTES]
    for path in paths:
        named = re.findall(r"[\[{]([a-z_]+)", path)
        assert len(named) == len(set(named)) <= 2, path
        assert len([each for each in named if each.endswith("_id")]) <= 2, path
        assert not [each for each in named if each.endswith(("ids", "s_id", "cases"))], path
    files = [path for path in paths if re.search(r"\.(pdf|png|csv|zip|json|xlsx)$", path)]
    assert files
    assert {re.sub(r"[^/]+$", "", path) for path in files} == {"/cases/{case_id}/maps/{version}/"}
