"""Two pages and a room over a bad network: nothing drawn is lost, nothing is doubled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from peermap_app.domain.errors import Refusal
from peermap_app.domain.peer_map import EMPTY, PeerMap, apply, from_wire, parse_edit, to_wire
from tests.canvas.conftest import Model
from tests.domain.strategies import raw_edits

few = settings(max_examples=50, deadline=None)
PAGES = ("tablet", "worker")
NEWEST = 3  # edits that a push repeats


@dataclass
class Room:
    """What the server does, in the fewest lines: numbered edits, each id applied once."""

    peer_map: PeerMap = EMPTY
    n: int = 0
    log: dict[int, Any] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lost: bool = False
    serial: int = 0

    def take(self, edits: list[Any]) -> dict[str, Any]:
        """Applies what is new; the answer names what is done and what is refused."""
        done, refused = [], []
        for raw in edits:
            if raw["id"] in self.done:
                done.append(raw["id"])
                continue
            try:
                self.peer_map = apply(self.peer_map, parse_edit(raw))
            except Refusal as refusal:
                self.refused.append(raw["id"])
                refused.append({"id": raw["id"], "code": refusal.code, "sentence": ""})
                continue
            self.n += 1
            self.log[self.n] = raw
            self.done.append(raw["id"])
            done.append(raw["id"])
        return {"serial": 1, "done": done, "refused": refused}

    def push(self) -> dict[str, Any]:
        """The newest few edits."""
        newest = range(max(1, self.n - NEWEST + 1), self.n + 1)
        edits = [{"n": n, "by": "tablet", "edit": self.log[n]} for n in newest if n in self.log]
        return {"n": self.n, "edits": edits}

    def snapshot(self) -> dict[str, Any]:
        """Everything."""
        self.serial += 1
        shown = None if self.lost else to_wire(self.peer_map)
        done = list(self.done)
        return {"serial": self.serial, "n": self.n, "map": shown, "done": done, "lost": self.lost}

    def crash(self) -> None:
        """The process is gone and with it everything that it held."""
        self.peer_map, self.n, self.log, self.done = EMPTY, 0, {}, []
        self.lost = True

    def seed(self, copy: dict[str, Any]) -> None:
        """The first page that has a copy gives it back."""
        if self.lost:
            self.peer_map, self.n, self.lost = from_wire(copy["map"]), copy["n"], False


class Pages:
    """The two pages, their unsent mail and the room's, in a network that a test breaks."""

    def __init__(self, model: Model) -> None:
        self.model, self.room = model, Room()
        self.to_room: list[tuple[str, list[Any]]] = []
        self.to_page: list[tuple[str, str, Any]] = []
        self.kept: set[str] = set()
        for page in PAGES:
            model.ask("page", id=page)
            self._call(page, "snapshot", self.room.snapshot())

    def _call(self, page: str, method: str, *args: Any) -> Any:
        return self.model.ask("call", id=page, method=method, args=list(args))

    def draw(self, page: str, edit: Any) -> None:
        """Someone draws: what the page shows must not get lost from here on."""
        if self._call(page, "push", edit):
            self.kept.add(edit["id"])
            self.to_room.append((page, [edit]))

    def arrive(self, i: int, *, copy: bool) -> None:
        """One message reaches the room, in any order; perhaps its copy stays under way."""
        page, edits = self.to_room[i] if copy else self.to_room.pop(i)
        if self.room.lost:
            return
        self.to_page.append((page, "answer", self.room.take(edits)))
        self.to_page += [(other, "receive", self.room.push()) for other in PAGES]

    def reach(self, i: int, *, copy: bool) -> None:
        """One message reaches a page, in any order; perhaps twice."""
        page, method, content = self.to_page[i] if copy else self.to_page.pop(i)
        self._call(page, method, content)

    def reload_socket(self, page: str) -> None:
        """The connection comes back: a snapshot, a seed where one is asked for, all that is unsent."""
        answer = self._call(page, "snapshot", self.room.snapshot())
        if answer["seed"]:
            self.room.seed(answer["seed"])
            answer = self._call(page, "snapshot", self.room.snapshot())
        if answer["send"]:
            self.to_room.append((page, answer["send"]))

    def heal(self) -> None:
        """The network works again: three rounds of reconnecting with everything delivered in order."""
        self.to_room, self.to_page = [], []
        for _ in range(3):
            for page in PAGES:
                self.reload_socket(page)
                while self.to_room:
                    self.arrive(0, copy=False)
                while self.to_page:
                    self.reach(0, copy=False)

    def view(self, page: str) -> Any:
        """What a page draws."""
        return self._call(page, "view")


happenings = st.lists(
    st.one_of(
        st.tuples(st.just("draw"), st.sampled_from(PAGES), raw_edits),
        st.tuples(st.just("arrive"), st.integers(0, 99), st.booleans()),
        st.tuples(st.just("reach"), st.integers(0, 99), st.booleans()),
        st.tuples(st.just("lose"), st.integers(0, 99), st.booleans()),
        st.tuples(st.just("reconnect"), st.sampled_from(PAGES), st.none()),
    ),
    max_size=40,
)


def live(pages: Pages, events: list[tuple[str, Any, Any]]) -> None:
    """Lets things happen in the given order."""
    for what, which, more in events:
        if what == "draw":
            pages.draw(which, more)
        elif what == "reconnect":
            pages.reload_socket(which)
        else:
            mail: list[Any] = pages.to_room if what == "arrive" else pages.to_page
            if what == "lose":
                mail = pages.to_room if more else pages.to_page
            if not mail:
                continue
            i = which % len(mail)
            if what == "lose":
                mail.pop(i)
            elif what == "arrive":
                pages.arrive(i, copy=more)
            else:
                pages.reach(i, copy=more)


@few
@given(happenings)
def test_both_pages_end_with_the_rooms_map(
    model: Model, events: list[tuple[str, Any, Any]]
) -> None:
    """After any drops, repeats and reorderings, both pages show exactly the room's map."""
    pages = Pages(model)
    live(pages, events)
    pages.heal()
    for page in PAGES:
        assert to_wire(pages.room.peer_map) == pages.view(page)
        assert model.ask("pending", id=page) == []


@few
@given(happenings)
def test_everything_drawn_is_applied_once_or_refused(
    model: Model, events: list[tuple[str, Any, Any]]
) -> None:
    """No edit that a page took is lost, and none is applied twice."""
    pages = Pages(model)
    live(pages, events)
    pages.heal()
    assert len(set(pages.room.done)) == len(pages.room.done)
    assert pages.kept <= set(pages.room.done) | set(pages.room.refused)


@few
@given(st.lists(st.tuples(st.sampled_from(PAGES), raw_edits), max_size=8), st.booleans())
def test_a_room_that_was_lost_comes_back_from_a_page(
    model: Model, drawn: list[tuple[str, Any]], late: bool
) -> None:
    """A server that restarts empty has the whole drawing again once a page reconnects."""
    pages = Pages(model)
    for page, edit in drawn:
        pages.draw(page, edit)
    while pages.to_room:
        pages.arrive(0, copy=False)
    if late:
        pages.to_page = [mail for mail in pages.to_page if mail[0] == "tablet"]
    while pages.to_page:
        pages.reach(0, copy=False)
    before = to_wire(pages.room.peer_map)
    pages.room.crash()
    pages.heal()
    assert _sorted(before) == _sorted(to_wire(pages.room.peer_map))


def _sorted(wire: dict[str, Any]) -> dict[str, Any]:
    return {kind: sorted(parts, key=lambda part: str(part["id"])) for kind, parts in wire.items()}
