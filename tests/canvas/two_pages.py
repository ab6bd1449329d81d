"""Two pages of the board and a room, in a network that a test breaks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from peermap_app.domain.errors import Refusal
from peermap_app.domain.peer_map import edit_to_wire, from_wire, parse_edit, to_wire
from peermap_app.live.room_book import Book, after, reborn, with_copy, with_edits
from peermap_app.services.drawing_board import MOST_AT_ONCE
from peermap_app.services.ports import NumberedEdit
from tests.canvas.conftest import Model

PAGES = ("tablet", "worker")
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
NEWEST = 3  # edits that a push repeats


@dataclass
class Room:
    """The server's own book of a room (`live/room_book.py`), shown as services show it."""

    book: Book = field(default_factory=Book)
    refused: set[str] = field(default_factory=set)
    serial: int = 0

    @property
    def wire(self) -> dict[str, object]:
        """The room's map."""
        return to_wire(self.book.peer_map)

    def take(self, raws: list[Any]) -> dict[str, Any]:
        """Applies what is new; the answer names what is done and what is refused."""
        assert len(raws) <= MOST_AT_ONCE
        edits, refused = [], []
        for raw in raws:
            try:
                edits.append(parse_edit(raw))
            except Refusal as refusal:
                refused.append((raw["id"], refusal.code))
        self.book, applied = with_edits(self.book, "tablet", edits, NOW)
        refused += [(each.id, each.code) for each in applied.refused]
        self.refused |= {id for id, _ in refused}
        says = [{"id": id, "code": code, "sentence": ""} for id, code in refused]
        return {"serial": 1, "done": list(applied.done), "refused": says}

    def push(self, newer: tuple[NumberedEdit, ...] | None = None) -> dict[str, Any]:
        """The newest few edits, or those that a page asked for."""
        newest = self.book.recent[-NEWEST:] if newer is None else newer
        edits = [
            {"n": each.number, "by": each.by, "edit": edit_to_wire(each.edit)} for each in newest
        ]
        return {"n": self.book.number, "edits": edits}

    def snapshot(self) -> dict[str, Any]:
        """Everything."""
        self.serial += 1
        content = self.book.content(NOW)
        return {
            "serial": self.serial,
            "room": "room",
            "n": content.number,
            "map": None if content.lost else self.wire,
            "done": list(content.done),
            "lost": content.lost,
        }

    def crash(self) -> None:
        """The process is gone and with it everything that it held."""
        self.book = reborn(NOW)

    def seed(self, copy: dict[str, Any]) -> bool:
        """A page gives its copy back; whether it was taken, and pages look again."""
        seeded = with_copy(
            self.book,
            from_wire(copy["map"]),
            copy["n"],
            done=copy["done"],
            still=False,
            answers=None,
            mark=None,
            now=NOW,
        )
        self.book = seeded or self.book
        return seeded is not None


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
            self.to_room.append((page, self._call(page, "together", edit)))

    def arrive(self, i: int, *, copy: bool) -> None:
        """One message reaches the room, in any order; perhaps its copy stays under way."""
        page, edits = self.to_room[i] if copy else self.to_room.pop(i)
        self.to_page.append((page, "answer", self.room.take(edits)))
        self.to_page += [(other, "receive", self.room.push()) for other in PAGES]

    def reach(self, i: int, *, copy: bool) -> None:
        """One message reaches a page, in any order; perhaps twice."""
        page, method, content = self.to_page[i] if copy else self.to_page.pop(i)
        answer = self._call(page, method, content)
        if method == "receive" and answer["ask"] is not None:
            self._since(page, answer["ask"])

    def _since(self, page: str, number: int) -> None:
        """The page saw a hole: it gets what it lacks, or everything where that is forgotten."""
        newer = after(self.room.book, number)
        if newer is None:
            self.reload_socket(page)
        else:
            self._call(page, "receive", self.room.push(newer))

    def reload_socket(self, page: str) -> None:
        """The connection comes back: a snapshot, a seed if asked for, all that is unsent."""
        answer = self._call(page, "snapshot", self.room.snapshot())
        for each in self.model.ask("sendings", edits=answer["send"]):
            self.to_room.append((page, each))
        if answer["seed"] and self.room.seed(answer["seed"]):
            for other in PAGES:
                self.reload_socket(other)

    def reload_page(self, page: str) -> None:
        """The page itself is loaded anew: all that it knew is gone."""
        self.model.ask("page", id=page)
        self.reload_socket(page)

    def heal(self, first: str = "tablet") -> None:
        """The network works again: three rounds of reconnecting, everything delivered."""
        self.to_room, self.to_page = [], []
        for _ in range(3):
            for page in sorted(PAGES, key=lambda page: page != first):
                self.reload_socket(page)
                while self.to_room:
                    self.arrive(0, copy=False)
                while self.to_page:
                    self.reach(0, copy=False)

    def crash(self) -> None:
        """The server is killed and starts again; what was under way is gone."""
        self.room.crash()
        self.to_room, self.to_page = [], []

    def view(self, page: str) -> Any:
        """What a page draws."""
        return self._call(page, "view")
