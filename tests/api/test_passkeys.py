"""Forged, replayed and misplaced answers of passkeys at the routes."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass

import cbor2
import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from sqlmodel import col, select
from webauthn.helpers import bytes_to_base64url as b64

from peermap_app.domain.errors import TooMany
from peermap_app.live.slow import RATES, Slowdown
from peermap_app.services import passkeys
from peermap_app.services.unit import reading
from peermap_app.storage.factor_tables import PasskeyChallenge
from peermap_app.storage.tables import AccessRecord
from peermap_app.words.errors import SENTENCES
from tests.api.test_signing_in import send, token
from tests.api.wire import Wire
from tests.drawing_builders import sign_in

__all__ = ["token"]
pytestmark = pytest.mark.asyncio(loop_scope="module")
RP = "localhost"
RENAME = re.compile(r"/signing-in/rename/[0-9a-f]{32}")


class Device:
    """An authenticator that signs what it is told to, true or not."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.count = 0

    def _cose(self) -> bytes:
        point = self.key.public_key().public_numbers()
        x, y = (each.to_bytes(32, "big") for each in (point.x, point.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def _data(self, rp: str, flags: int) -> bytes:
        self.count += 1
        head = hashlib.sha256(rp.encode()).digest() + bytes([flags])
        return head + self.count.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def make(self, challenge: str, origin: str, *, rp: str = RP, flags: int = 0x45) -> str:
        """The answer to `navigator.credentials.create`."""
        of_key = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self._cose()
        data = self._data(rp, flags) + of_key
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", challenge, origin)
        return self._said(clientDataJSON=b64(client), attestationObject=b64(made))

    def sign(
        self, challenge: str, origin: str, *, rp: str = RP, flags: int = 0x05, key: object = None
    ) -> str:
        """The answer to `navigator.credentials.get`."""
        data = self._data(rp, flags)
        client = self._client("webauthn.get", challenge, origin)
        signer = key if isinstance(key, ec.EllipticCurvePrivateKey) else self.key
        signed = signer.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._said(
            clientDataJSON=b64(client), authenticatorData=b64(data), signature=b64(signed)
        )

    def _said(self, **response: str) -> str:
        known = b64(self.id)
        return json.dumps({"id": known, "rawId": known, "type": "public-key", "response": response})


@dataclass
class Door:
    """A browser and what it is asked."""

    wire: Wire
    client: httpx.AsyncClient

    @property
    def origin(self) -> str:
        return self.wire.url

    async def asked(self, path: str) -> str:
        answer = await self.client.post(path, headers={"Origin": self.origin})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["challenge"])

    async def tried(self, answer: str) -> bool:
        """Whether this answer opens the door."""
        done = await send(self.client, "/sign-in/passkey", answer=answer)
        assert done.status_code in (303, 422)
        return done.status_code == 303


async def made(wire: Wire, token: str) -> Device:
    """Sam's passkey."""
    device = Device()
    async with wire.client(peermap_session=token) as client:
        door = Door(wire, client)
        challenge = await door.asked("/signing-in/passkey/ask")
        answer = device.make(challenge, wire.url)
        done = await send(client, "/signing-in/passkey", name="Work phone", answer=answer)
        assert done.status_code == 200, done.text
    return device


class RsaDevice(Device):
    """One that makes keys of RSA with 2048 bits, as some older Windows devices do."""

    def _cose(self) -> bytes:
        numbers = rsa.generate_private_key(65537, 2048).public_key().public_numbers()
        return cbor2.dumps({1: 3, 3: -257, -1: numbers.n.to_bytes(256, "big"), -2: b"\x01\x00\x01"})


async def test_a_passkey_has_128_bits_at_least(own_wire: Wire, token: str) -> None:
    """The device is asked for Ed25519 or P-256 alone, and one that answers with RSA is refused."""
    async with own_wire.client(peermap_session=token) as client:
        asked = await client.post("/signing-in/passkey/ask", headers={"Origin": own_wire.url})
        options = asked.json()
        assert [one["alg"] for one in options["pubKeyCredParams"]] == [-8, -7]
        answer = RsaDevice().make(options["challenge"], own_wire.url)
        done = await send(client, "/signing-in/passkey", name="Old laptop", answer=answer)
        assert done.status_code == 422


async def test_a_true_answer_opens_the_door_once(own_wire: Wire, token: str) -> None:
    """The same answer again opens nothing, in the same browser neither."""
    device = await made(own_wire, token)
    async with own_wire.client() as client:
        door = Door(own_wire, client)
        answer = device.sign(await door.asked("/sign-in/passkey/ask"), own_wire.url)
        asked = client.cookies["peermap_asked"]
        assert await door.tried(answer)
        assert (await client.get("/me")).status_code == 200
    async with own_wire.client(peermap_asked=asked) as client:
        assert not await Door(own_wire, client).tried(answer)


async def test_nothing_forged_opens_the_door(own_wire: Wire, token: str) -> None:
    """Another origin, another site's id, nobody verified, another key, another's challenge, a
    count that stands still, and what is no answer at all."""
    device, url = await made(own_wire, token), own_wire.url
    other = ec.generate_private_key(ec.SECP256R1())
    async with own_wire.client() as client, own_wire.client() as elsewhere:
        door = Door(own_wire, client)
        ask = "/sign-in/passkey/ask"
        assert not await door.tried(device.sign(await door.asked(ask), "http://evil.example"))
        assert not await door.tried(device.sign(await door.asked(ask), url, rp="evil.example"))
        assert not await door.tried(device.sign(await door.asked(ask), url, flags=0x01))
        assert not await door.tried(device.sign(await door.asked(ask), url, flags=0x04))
        assert not await door.tried(device.sign(await door.asked(ask), url, key=other))
        theirs = await Door(own_wire, elsewhere).asked(ask)
        assert not await door.tried(device.sign(theirs, url))
        await door.asked(ask)
        assert not await door.tried(device.sign(b64(secrets.token_bytes(32)), url))
        assert not await door.tried(Device().sign(await door.asked(ask), url))
        challenge = await door.asked(ask)
        assert not await door.tried(device.make(challenge, url))
        for odd in ("", "null", "[]", "{}", "[" * 4000, '{"rawId": 7}', "\x00", "x" * 13_000):
            await door.asked(ask)
            assert not await door.tried(odd)
        device.count = 0
        assert not await door.tried(device.sign(await door.asked(ask), url))
        assert "peermap_session" not in client.cookies


async def test_a_challenge_is_over_after_five_minutes_and_for_one_purpose(
    own_wire: Wire, token: str
) -> None:
    """What was asked to add or to confirm opens no door."""
    device = await made(own_wire, token)
    async with own_wire.client(peermap_session=token) as client:
        door = Door(own_wire, client)
        confirming = await door.asked("/confirm/passkey/ask")
        await door.asked("/sign-in/passkey/ask")
        assert not await door.tried(device.sign(confirming, own_wire.url))
        late = await door.asked("/sign-in/passkey/ask")
        own_wire.world.clock.move(minutes=5)
        assert not await door.tried(device.sign(late, own_wire.url))


async def test_a_passkey_is_added_only_to_its_own_challenge_and_once(
    own_wire: Wire, token: str
) -> None:
    """Neither from another origin, nor unverified, nor one that somebody has already."""
    url = own_wire.url
    device = await made(own_wire, token)
    async with own_wire.client(peermap_session=token) as client:
        door = Door(own_wire, client)

        async def tried(answer: str) -> int:
            given = {"name": "Phone", "answer": answer}
            return (await send(client, "/signing-in/passkey", **given)).status_code

        ask = "/signing-in/passkey/ask"
        assert await tried(Device().make(await door.asked(ask), "http://evil.example")) == 422
        assert await tried(Device().make(await door.asked(ask), url, flags=0x41)) == 422
        assert await tried(Device().make(await door.asked(ask), url, rp="evil.example")) == 422
        assert await tried(Device().make(b64(secrets.token_bytes(32)), url)) == 422
        assert await tried(device.make(await door.asked(ask), url)) == 422
        used = Device().make(await door.asked(ask), url)
        assert await tried(used) == 303
        assert await tried(used) == 422


async def test_its_owner_calls_it_otherwise_and_nobody_else_does(
    own_wire: Wire, token: str
) -> None:
    """One short line; another worker's try reads like a passkey that is not there and changes
    nothing. Each stands in the record."""
    device = await made(own_wire, token)
    async with own_wire.client(peermap_session=token) as client:
        rename = RENAME.findall((await client.get("/signing-in")).text)[-1]
        assert 'value="Work phone"' in (await client.get(rename)).text
        for bad in ("", " \n ", "x" * 41):
            shown = await send(client, rename, name=bad)
            assert (shown.status_code, SENTENCES["missing"] in shown.text) == (422, bad != "x" * 41)
        done = await send(client, rename, name=" My\r\n<b>new</b>\u202e  phone ")
        assert (done.status_code, done.headers["location"]) == (303, "/signing-in")
        page = (await client.get("/signing-in")).text
        assert "My &lt;b&gt;new&lt;/b&gt; phone" in page
    async with own_wire.client(peermap_session=await sign_in(own_wire.world, "priya")) as client:
        for path in (rename, f"/signing-in/rename/{'f' * 32}", "/signing-in/rename/x"):
            for answer in (await client.get(path), await send(client, path, name="Mine now")):
                assert (answer.status_code, answer.headers["location"]) == (303, "/signing-in")
    async with own_wire.client(peermap_session=token) as client:
        assert (await client.get("/signing-in")).text == page
    async with own_wire.client() as client:  # and it still opens the door
        door = Door(own_wire, client)
        assert await door.tried(device.sign(await door.asked("/sign-in/passkey/ask"), own_wire.url))
    async with reading(own_wire.world.house) as session:
        wanted = select(AccessRecord).where(AccessRecord.action == "rename_factor")
        rows = (await session.exec(wanted.order_by(col(AccessRecord.id)))).all()
    sam, priya = own_wire.world.sam.worker_id, own_wire.world.priya.worker_id
    assert {row.worker_id for row in rows if row.outcome == "allowed"} == {sam}
    assert {(row.worker_id, row.rule) for row in rows if row.outcome == "refused"} == {
        (sam, "missing"),
        (sam, "too_long"),
        (priya, "not_found"),
    }


@pytest.mark.attack("guessing", tries=200)
async def test_who_asks_and_does_not_sign_in_is_slowed(own_wire: Wire, token: str) -> None:
    """Nobody writes more than so many rows; who signs in is given theirs back, and another address
    goes on. What is over is taken away."""
    device, house = await made(own_wire, token), own_wire.world.house
    most, ask = int(RATES["passkey_ask"].split()[0]), "/sign-in/passkey/ask"
    for _ in range(3):
        async with own_wire.client() as client:
            door = Door(own_wire, client)
            device.count += 1
            assert await door.tried(device.sign(await door.asked(ask), own_wire.url))
    async with own_wire.client() as client:
        statuses = []
        for _ in range(most + 1):
            answer = await client.post(ask, headers={"Origin": own_wire.url})
            statuses.append(answer.status_code)
    assert statuses == [200] * most + [429]
    assert "Too many tries." in answer.text
    assert int(answer.headers["retry-after"]) > 60
    assert await asked_for(own_wire) == most
    own_wire.world.clock.move(minutes=6)
    await passkeys.to_sign_in(house, "10.0.0.9")
    assert await asked_for(own_wire) == 1


async def asked_for(wire: Wire) -> int:
    """How many challenges are held."""
    async with reading(wire.world.house) as session:
        return len((await session.exec(select(PasskeyChallenge))).all())


async def test_addresses_share_a_bound_that_is_ten_times_as_high() -> None:
    """A thousand addresses write no more rows than this, and one cannot use it up alone."""
    one, everybody = (int(RATES[each].split()[0]) for each in ("passkey_ask", "passkey_ask_all"))
    slow = Slowdown()
    for number in range(everybody):
        await slow.hit("passkey_ask", f"10.0.{number // one}.1")
        await slow.hit("passkey_ask_all", "everybody")
    with pytest.raises(TooMany):
        await slow.hit("passkey_ask_all", "everybody")
