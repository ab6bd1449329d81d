"""Everybody who attacks, signed in over the wire with pages open, and the drawings they saw."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.attacks import confidential as s
from tests.attacks.seed import PASSWORD, Target, edits
from tests.attacks.surface import full
from tests.attacks.wire import Socket
from tests.factors import whole_by_wire
from tests.plain_http import TRUSTS_NOBODY
from tests.refusals import told_by
from tests.servers import PeerMapServer

Rows = dict[tuple[str, str], str]
DELIVERED = "id, alert_id, worker_id, channel, device, delivered_at"
"""Of a delivery what somebody must have said; how often it was tried the server says by itself."""
FREE = (
    "access_record",
    "record_head",
    "session",
    "nobodys_card",
    "passkey_challenge",
    "escalation",
)
"""What an attack may write: that it was refused, that a try was at no card, when a session was
last seen, what a browser that asked has to sign. When somebody else is told of a flag the server
works out by itself, anew each hour."""
WAYS = ("factor", "recovery_code", "half_sign_in")
"""Of whose each row is, it says itself."""
OWN_CHOICES = ("mail_choice", "quiet_hours")
"""What everybody says for themself alone: how they hear of alerts. Of whose it is, it says."""


@dataclass
class Stage:
    """The server under attack and who is connected to it."""

    server: PeerMapServer
    target: Target
    cookies: dict[str, str] = field(default_factory=dict)
    sockets: dict[str, Socket] = field(default_factory=dict)
    drawings: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    """Every code that a worker's page showed."""

    async def sign_in(self, name: str) -> str:
        """Begin a session at the door; the Cookie header."""
        email = f"{name}@quorum.example"
        async with self.client() as client:
            answer = await whole_by_wire(client, self.server.url, email, PASSWORD)
        assert answer.status_code in (200, 303), name
        assert "peermap_session=" in answer.headers["set-cookie"], name
        return _cookies(answer)

    async def connect(self, key: str, cookie: str) -> Socket:
        """Open a page's socket and keep it under this name."""
        self.cookies[key] = cookie
        self.sockets[key] = await Socket.open(self.server.url, cookie)
        await self.sockets[key].settled()  # a page begins by asking for its state
        return self.sockets[key]

    def client(self, cookie: str = "") -> httpx.AsyncClient:
        """Plain requests, redirects not followed."""
        headers = {"Cookie": cookie} if cookie else {}
        return httpx.AsyncClient(
            base_url=self.server.url, headers=headers, timeout=30, verify=TRUSTS_NOBODY
        )

    async def call(self, key: str, name: str, payload: Any = None, **params: str) -> None:
        """Send one event of a page and wait until it has run."""
        path = f"/cases/{params['case_id']}/draw" if "case_id" in params else "/"
        await self.sockets[key].call(full(name), payload, path, params)
        await self.sockets[key].settled()

    async def draw(self, worker: str, tablet: str, case_id: str, initials: str, place: str) -> None:
        """A worker offers, a tablet takes the code, and something is drawn."""
        page = self.sockets[worker]
        if worker in self.drawings:
            await self.call(worker, "DrawingState.again", case_id=case_id)
        else:
            await self.call(worker, "DrawingState.load", case_id=case_id)
        state = full("DrawingState.load").rpartition(".")[0]
        shown = (await page.settled())[state]
        self.drawings[worker] = shown["view_rx_state_"]["drawing_id"]
        self.drawings[tablet] = self.drawings[worker]
        code = "".join(shown["offer_rx_state_"]["code"])
        self.codes.append(code)
        async with self.client() as client:
            answer = await client.post(
                "/join", data={"code": code}, headers={"Origin": self.server.url}
            )
        assert answer.status_code == 303
        await self.connect(tablet, _cookies(answer))
        await self.call(tablet, "TabletState.load")
        await self.call(worker, "DrawingState.that_is_ours", case_id=case_id)
        await self.call(tablet, "TabletState.start")
        await self.call(tablet, "TabletState.edits", {"edits": edits(initials, place)})

    def rows(self, besides: Iterable[str] = (), *, ways_of: str = "", choices_of: str = "") -> Rows:
        """(table, key) -> a digest of the row, of all that an attack must not touch.

        Args:
            besides: ids of cases whose rows may change, the attacker's own.
            ways_of: the worker whose own second factors and recovery codes may change.
            choices_of: the worker whose own `OWN_CHOICES` may.
        """
        # The keeper ends the drawing of a worker who has the case no longer, whenever it comes by.
        own = {*besides, self.drawings["orphaned tablet"]}
        ways, chooser = self.target.workers.get(ways_of), self.target.workers.get(choices_of)
        held: Rows = {}
        with closing(self._database()) as database:
            for table in _tables(database):
                columns = DELIVERED if table == "delivery" else "*"
                for row in database.execute(f'SELECT {columns} FROM "{table}"'):
                    theirs = table in WAYS and ways in row
                    theirs |= table in OWN_CHOICES and chooser in row
                    if not theirs and not own.intersection(map(str, row)):
                        held[table, str(row[0])] = hashlib.sha256(repr(row).encode()).hexdigest()
        return held

    def refusals(self, who: str) -> int:
        """How many refusals stand in the access record against a worker, counts and all."""
        with closing(self._database()) as database:
            worker = self.target.workers.get(who)
            found = database.execute(
                "SELECT detail FROM access_record WHERE outcome = 'refused' AND worker_id = ?",
                (worker,),
            )
            return sum(told_by(detail) for (detail,) in found)

    def turned_away(self, who: str) -> Counter[tuple[str, str]]:
        """(what was called, why it was refused) of the rows that no unit wrote.

        Args:
            who: a worker, a tablet of `drawings`, or "nobody".
        """
        column, value = "who_kind", "nobody"
        with closing(self._database()) as database:
            if who in self.target.workers:
                column, value = "worker_id", self.target.workers[who]
            elif who in self.drawings:
                held = "SELECT device_hash FROM drawing WHERE id = ?"
                column = "device"
                value = database.execute(held, (self.drawings[who],)).fetchone()[0]
            found = database.execute(
                "SELECT detail, rule FROM access_record WHERE outcome = 'refused' "
                f"AND action = 'turned_away' AND {column} = ?",
                (value,),
            )
            return Counter(found.fetchall())

    def _database(self) -> sqlite3.Connection:
        place = Path(self.server.var) / "peermap.db"
        return sqlite3.connect(f"file:{place}?mode=ro", uri=True, timeout=30)


def _tables(database: sqlite3.Connection) -> list[str]:
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return sorted(name for (name,) in found if name not in FREE and not name.startswith("sqlite_"))


def _cookies(answer: httpx.Response) -> str:
    given = answer.headers["set-cookie"]
    return re.split(r";", given)[0]


async def set_up(stage: Stage) -> None:
    """Sign everybody in, open their pages, draw, and end what must have ended."""
    target = stage.target
    for name in ("sam", "kit", "priya", "jo", "dana", "alex", "robin"):
        await stage.connect(name, await stage.sign_in(name))
    await stage.draw("sam", "sams tablet", target.case, s.LIVE_FRIEND, s.LIVE_PLACE)
    await stage.draw("jo", "another tablet", target.foreign_case, "AB", "a bench")
    await stage.draw("kit", "ended tablet", target.case, s.LIVE_FRIEND, s.LIVE_PLACE)
    await stage.call("kit", "DrawingState.end", case_id=target.case)
    await stage.draw("kit", "orphaned tablet", target.case, s.LIVE_FRIEND, s.LIVE_PLACE)
