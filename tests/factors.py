"""Phones with a code app, for whoever signs in with a second factor: over services, wire or page.

`await whole(house, email, password, address)` signs in and sets up an app at the first time, as a
person would. A phone never shows a code twice: it goes on to the next one that is taken, and to a
recovery code when there is none, so that no test waits for the next half minute.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx
import pyotp

from peermap_app.bootstrap import House
from peermap_app.domain.factors import DRIFT, step_of
from peermap_app.services import accounts, sign_in_steps
from peermap_app.services.sessions import SignedIn
from peermap_app.services.sign_in_steps import HalfWay

TYPING_SECONDS = 8.0
"""How long a busy machine takes from a code's being read to its being looked at."""
SECRET = re.compile(r'class="pf-key">([A-Z2-7 ]+)<')
CODES = re.compile(r"<li>(\d{4} \d{4} \d{4})</li>")


@dataclass
class Phone:
    """A code app with one account in it, and the paper with its recovery codes."""

    secret: str
    last: int = 0
    paper: list[str] = field(default_factory=list)

    def code(self, now: datetime | None = None) -> str:
        """A code that is taken now, in a few seconds still, and was not used before."""
        moment = (now or datetime.now(UTC)).timestamp()
        fresh = max(self.last + 1, step_of(moment + TYPING_SECONDS) - DRIFT)
        if fresh > step_of(moment) + DRIFT:
            return self.paper.pop()
        self.last = fresh
        return self.at(fresh)

    def at(self, step: int) -> str:
        """The code of a step."""
        return pyotp.TOTP(self.secret).generate_otp(step)


_phones: dict[tuple[str, str], Phone] = {}
"""By house (its database or address) and e-mail."""


def phone_of(where: str, email: str) -> Phone | None:
    """The phone that somebody set up here, None before."""
    return _phones.get((where, email))


def keep(where: str, email: str, phone: Phone) -> Phone:
    """Remember the phone of somebody."""
    _phones[where, email] = phone
    return phone


async def whole(house: House, email: str, password: str, address: str) -> SignedIn:
    """Sign in through both steps."""
    where = house.settings.database_url
    half = await accounts.sign_in(house, email, password, address)
    if not isinstance(half, HalfWay):
        return half
    if half.must_enrol:
        secret = (await sign_in_steps.set_up(house, half.token)).secret
        phone = keep(where, email, Phone(secret))
        code = phone.code(house.clock())
        done = await sign_in_steps.confirm_set_up(house, half.token, code, address)
        phone.paper.extend(done.codes)
        return done.signed_in
    phone = _phones[where, email]
    return await sign_in_steps.by_code(house, half.token, phone.code(house.clock()), address)


async def whole_by_wire(
    client: httpx.AsyncClient,
    url: str,
    email: str,
    password: str,
    now: datetime | None = None,
) -> httpx.Response:
    """Sign in through both steps at a server's door; the answer that gives the session's cookie."""
    origin = {"Origin": url}
    given = {"email": email, "password": password}
    answer = await client.post("/sign-in", data=given, headers=origin)
    where = answer.headers.get("location", "")
    if where == "/sign-in/code":
        phone = _phones[url, email]
        return await client.post("/sign-in/code", data={"code": phone.code(now)}, headers=origin)
    if where != "/sign-in/set-up":
        return answer
    shown = SECRET.search((await client.get("/sign-in/set-up")).text)
    assert shown is not None
    phone = keep(url, email, Phone(shown[1].replace(" ", "")))
    done = await client.post("/sign-in/set-up", data={"code": phone.code(now)}, headers=origin)
    phone.paper.extend(CODES.findall(done.text))
    return done
