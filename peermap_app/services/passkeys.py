"""Passkeys (WebAuthn): added, and used to sign in or to show once more who is there.

The device asks its owner itself (finger, face, PIN) and signs a challenge of ours for our own
address alone, so that a page that only looks like ours gets nothing. A challenge is for one browser
and one purpose, and is used up by the first answer, right or wrong.
"""

from __future__ import annotations

import json
import secrets
from datetime import timedelta

import webauthn
from sqlmodel.ext.asyncio.session import AsyncSession
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Conflict, Invalid, Refusal
from peermap_app.domain.factors import MOST_PASSKEYS, FactorKind, parse_name
from peermap_app.services import factor_proofs, sessions
from peermap_app.services.factors import asker, proved
from peermap_app.services.sessions import SignedIn
from peermap_app.services.sign_in_steps import BY_ADDRESS, note
from peermap_app.services.slowly import slowly
from peermap_app.services.unit import Unit, Who, unit, writing
from peermap_app.settings import host_of
from peermap_app.storage import accounts as accounts_store
from peermap_app.storage import factors as stored
from peermap_app.storage.factor_tables import Factor
from peermap_app.storage.tables import Worker

ASKED, ASKED_ALL = "passkey_ask", "passkey_ask_all"
LASTS = timedelta(minutes=5)
MOST_ANSWER = 12_000
SIGN_IN, ADD, CONFIRM, UNLOCK = "sign_in", "add", "confirm", "unlock"
_VERIFIED = UserVerificationRequirement.REQUIRED
KEYS = [COSEAlgorithmIdentifier.EDDSA, COSEAlgorithmIdentifier.ECDSA_SHA_256]
"""Ed25519 and P-256, 128 bits each: a device that can make RSA of 2048 bits alone makes none here
(OWASP ASVS 5, 11.2.3)."""


async def to_sign_in(house: House, address: str) -> tuple[str, str]:
    """What a passkey is asked at the door: the token of this browser's cookie, and the options.

    Nobody is named: the device offers the passkeys that it has for us. TooMany("slow_down"), also
    where too many asked and none of them signed in.
    """
    await slowly(house.slow, (BY_ADDRESS, address), *_asks(address))
    await house.slow.give_back(BY_ADDRESS, address)
    token = secrets.token_urlsafe(sessions.TOKEN_BYTES)
    async with writing(house) as session:
        challenge = await _challenge(house, session, SIGN_IN, token)
    return token, _to_get(house, challenge, ())


async def sign_in(
    house: House, token: str | None, raw: object, address: str, *, presented: str | None = None
) -> SignedIn:
    """A session by a passkey alone: its device verified its owner, which is both steps in one.

    Raises:
        Invalid: "passkey_refused", whatever was wrong with it; the record says whose it was.
        TooMany: "slow_down" with `seconds`, by address.
    """
    await slowly(house.slow, (BY_ADDRESS, address))
    worker: Worker | None = None
    challenge = await _taken(house, SIGN_IN, token or "")
    try:
        async with writing(house) as session:
            factor = await _signed(house, session, challenge, raw)
            worker = await accounts_store.held(session, factor.worker_id)
            # Without a password it is not begun, or begins anew: no key that was left opens it.
            if worker is None or not worker.active or worker.password_hash is None:
                raise Invalid("passkey_refused")
            begun = await sessions.begin(
                house, session, worker, presented, rule="passkey", second=True
            )
    except Refusal as refusal:
        await note(house, worker, refusal.code)
        raise
    for kind, key in ((BY_ADDRESS, address), *_asks(address)):
        await house.slow.give_back(kind, key)
    return await sessions.settle(house, begun)


async def to_add(house: House, who: Who) -> str:
    """What a new passkey is asked. Conflict: "confirm_first", "passkeys_full"."""
    async with unit(house, who, Action.ADD_FACTOR) as u:
        worker, held = await asker(u), await _held(u)
        if len(held) >= MOST_PASSKEYS:
            raise Conflict("passkeys_full")
        challenge = await _challenge(house, u.session, ADD, who.session_id or "")
    options = webauthn.generate_registration_options(
        rp_id=_rp_id(house),
        rp_name="PeerMap",
        user_id=bytes.fromhex(worker.id),
        user_name=worker.email,
        user_display_name=worker.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
        exclude_credentials=_described(house, held),
        supported_pub_key_algs=KEYS,
    )
    return webauthn.options_to_json(options)


async def add(house: House, who: Who, name: object, raw: object) -> tuple[str, ...]:
    """Add a passkey under a name; recovery codes when it is the first factor, else none.

    Raises:
        Conflict: "confirm_first", "passkeys_full".
        Invalid: "passkey_refused"; of the name as any short text (field "name").
    """
    challenge = await _taken(house, ADD, who.session_id or "")
    async with unit(house, who, Action.ADD_FACTOR) as u:
        worker, named = await asker(u), parse_name(name)
        if len(await _held(u)) >= MOST_PASSKEYS:
            raise Conflict("passkeys_full")
        answer = _answer(raw)
        try:
            made = webauthn.verify_registration_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=_rp_id(house),
                expected_origin=list(house.settings.origins),
                require_user_verification=True,
                supported_pub_key_algs=KEYS,
            )
        except Exception:  # whatever its parser makes of bytes that a stranger may have sent
            raise Invalid("passkey_refused") from None
        held: dict[str, object] = {
            "name": named,
            "credential": bytes_to_base64url(made.credential_id),
            "key": bytes_to_base64url(made.credential_public_key),
        }
        known_as = _known_as(house, made.credential_id)
        if await stored.of_credential(u.session, known_as) is not None:
            raise Invalid("passkey_refused")
        first = not await stored.has_any(u.session, worker.id)
        factor = factor_proofs.new_factor(house.keys, worker.id, FactorKind.PASSKEY, held, u.now)
        factor.confirmed_at, factor.credential_hash = u.now, known_as
        factor.sign_count = made.sign_count
        u.session.add(factor)
        await proved(u)
        u.also(Action.ADD_FACTOR, None, detail=FactorKind.PASSKEY.value)
        await u.session.flush()
        if not first:
            return ()
        return await factor_proofs.new_recovery_codes(house, u.session, worker.id, u.now)


async def to_confirm(house: House, who: Who, action: Action = Action.SEE_FACTORS) -> str:
    """What one's own passkeys are asked, to show once more who is there.

    `action`: UNLOCK of whoever may do nothing else now.
    """
    async with unit(house, who, action) as u:
        held = await _held(u)
        challenge = await _challenge(house, u.session, _for(action), who.session_id or "")
    return _to_get(house, challenge, held)


async def confirm(
    house: House, who: Who, raw: object, action: Action = Action.CONFIRM_SELF
) -> None:
    """Show once more who is there, by a passkey of one's own. Invalid("passkey_refused").

    `action`: what it is shown for, CONFIRM_SELF or UNLOCK.
    """
    challenge = await _taken(house, _for(action), who.session_id or "")
    async with unit(house, who, action) as u:
        factor = await _signed(house, u.session, challenge, raw)
        if factor.worker_id != (await asker(u)).id:
            raise Invalid("passkey_refused")
        await proved(u)
        u.also(action, None, detail=FactorKind.PASSKEY.value)


def _asks(address: str) -> tuple[tuple[str, str], ...]:
    """What an ask at the door counts under; the last is everybody's together."""
    return (ASKED, address), (ASKED_ALL, "everybody")


def _for(action: Action) -> str:
    return UNLOCK if action is Action.UNLOCK else CONFIRM


async def _signed(house: House, session: AsyncSession, challenge: bytes, raw: object) -> Factor:
    """The passkey that signed the challenge, its count moved on. Invalid("passkey_refused")."""
    answer = _answer(raw)
    try:
        credential = base64url_to_bytes(str(answer["rawId"]))
    except (KeyError, ValueError):
        raise Invalid("passkey_refused") from None
    factor = await stored.of_credential(session, _known_as(house, credential))
    if factor is None or factor.confirmed_at is None:
        raise Invalid("passkey_refused")
    await accounts_store.held(session, factor.worker_id)  # before its factors, as by everybody
    # Outside: a key that does not open is our trouble, and is not to look like a wrong passkey.
    key = base64url_to_bytes(factor_proofs.opened(house.keys, factor)["key"])
    try:
        done = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_rp_id(house),
            expected_origin=list(house.settings.origins),
            credential_public_key=key,
            credential_current_sign_count=factor.sign_count,
            require_user_verification=True,
        )
    except Exception:  # what was sent is hostile: the library and its decoders fail in many ways
        raise Invalid("passkey_refused") from None
    if not await stored.spend_count(session, factor, done.new_sign_count, house.clock()):
        raise Invalid("passkey_refused")
    return factor


def _answer(raw: object) -> dict[str, object]:
    """What a browser sent, as an object; its parts are read by the library, which refuses."""
    try:
        answer = json.loads(raw) if isinstance(raw, str) and len(raw) <= MOST_ANSWER else None
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise Invalid("passkey_refused")
    return answer


async def _challenge(house: House, session: AsyncSession, purpose: str, holder: str) -> bytes:
    challenge, now = secrets.token_bytes(32), house.clock()
    await stored.sweep(session, now)
    await stored.put_challenge(session, _holder(house, purpose, holder), challenge, now + LASTS)
    return challenge


async def _taken(house: House, purpose: str, holder: str) -> bytes:
    """The challenge, used up whatever comes of it; random bytes when there is none."""
    async with writing(house) as session:
        hashed = _holder(house, purpose, holder)
        challenge = await stored.take_challenge(session, hashed, house.clock())
    return challenge or secrets.token_bytes(32)


def _holder(house: House, purpose: str, holder: str) -> str:
    return house.keys.lookup("passkey_challenge", f"{purpose}|{holder}")


def _known_as(house: House, credential: bytes) -> str:
    return house.keys.lookup("passkey", credential.hex())


def _rp_id(house: House) -> str:
    return host_of(house.settings.base_url)


async def _held(u: Unit) -> tuple[Factor, ...]:
    return await stored.of_kind(u.session, u.who.worker_id or "", FactorKind.PASSKEY)


def _described(house: House, held: tuple[Factor, ...]) -> list[PublicKeyCredentialDescriptor]:
    opened = (factor_proofs.opened(house.keys, one)["credential"] for one in held)
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in opened]


def _to_get(house: House, challenge: bytes, held: tuple[Factor, ...]) -> str:
    options = webauthn.generate_authentication_options(
        rp_id=_rp_id(house),
        challenge=challenge,
        allow_credentials=_described(house, held),
        user_verification=_VERIFIED,
    )
    return webauthn.options_to_json(options)
