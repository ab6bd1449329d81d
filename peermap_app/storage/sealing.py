"""Sealing (AES-256-GCM) and keyed hashes (HMAC-SHA256). See docs/decisions/sealing-and-keys.md.

The master key wraps case keys and does nothing else, so it can be rotated by wrapping them again.
The lookup key is the root of every keyed hash and of the access record, which must stay the same.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_NONCE_BYTES = 12
NAME_BYTES = 4
"""So many bytes of a wrapped key name the master key that wrapped it."""
_WRAPS = "peermap/1/wrap-case-keys"
_PAGE = "peermap/1/page"
_FORMAT = b"\x01"


class SealBroken(Exception):
    """A sealed value does not open here: changed, moved to another row or case, or another key.

    Carries the kind alone, never the value: exceptions end up in logs.
    """


def seal_bytes(key: bytes, bound_to: str, plain: bytes) -> bytes:
    """Seal under a 32-byte key: format (1) | nonce (12, random) | text and tag."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def open_bytes(key: bytes, bound_to: str, blob: bytes) -> bytes:
    """The plain bytes. Raises SealBroken when key, context or bytes are not those of the seal."""
    head = len(_FORMAT) + _NONCE_BYTES
    if blob[:1] != _FORMAT or len(blob) < head + 16:
        raise SealBroken(bound_to.partition("|")[0])
    try:
        return AESGCM(key).decrypt(blob[1:head], blob[head:], bound_to.encode())
    except InvalidTag:
        raise SealBroken(bound_to.partition("|")[0]) from None


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals and opens what belongs to one case: each value only for its own case, kind and row."""

    case_id: str
    _key: bytes = field(repr=False)

    def seal(self, kind: str, row_id: str, value: object) -> bytes:
        """Seal a JSON-able value for the row `row_id` of the table `kind`."""
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        return seal_bytes(self._key, self._context(kind, row_id), plain.encode())

    def open(self, kind: str, row_id: str, blob: bytes) -> Any:
        """The value that `seal` was given. Raises SealBroken."""
        return json.loads(open_bytes(self._key, self._context(kind, row_id), blob))

    def _context(self, kind: str, row_id: str) -> str:
        return f"{self.case_id}|{kind}|{row_id}"


@dataclass(frozen=True, slots=True)
class Keys:
    """What the keys of the house can do; the raw bytes stay inside."""

    _wrapping: bytes = field(repr=False)
    _lookup: bytes = field(repr=False)
    _record: bytes = field(repr=False)
    _signing: bytes = field(repr=False)
    _pages: bytes = field(repr=False)
    push_seed: bytes = field(repr=False)
    """Of which the key is made that signs pushes to phones, unless an operator gave one."""
    _before: bytes | None = field(repr=False)

    @classmethod
    def of(cls, master_key: bytes, lookup_key: bytes, before: bytes | None = None) -> Keys:
        """From the 32-byte keys of the settings, each use under a label of its own.

        `before`: the master key that is being replaced; it still opens, and wraps nothing new.
        """
        return cls(
            _wrapping=_derive(master_key, _WRAPS),
            _before=None if before is None else _derive(before, _WRAPS),
            _lookup=_derive(lookup_key, "peermap/1/lookup"),
            _record=_derive(lookup_key, "peermap/1/access-record"),
            _signing=_derive(lookup_key, "peermap/1/record-head"),
            _pages=_derive(lookup_key, "peermap/1/pages"),
            push_seed=_derive(lookup_key, "peermap/1/web-push"),
        )

    def lookup(self, kind: str, value: str) -> str:
        """A keyed hash to find `value` again, 64 hex signs; no two kinds ever match."""
        return _mac(self._lookup, f"{len(kind)}|{kind}|{value}".encode())

    def chain_mac(self, content: bytes) -> str:
        """The code of one access record row, 64 hex signs."""
        return _mac(self._record, content)

    def sign_head(self, content: bytes) -> str:
        """The signature (Ed25519, 128 hex signs) of a day of the access record."""
        return Ed25519PrivateKey.from_private_bytes(self._signing).sign(content).hex()

    def signed_head(self, content: bytes, signature: str) -> bool:
        """Whether this house signed that."""
        key = Ed25519PrivateKey.from_private_bytes(self._signing).public_key()
        try:
            key.verify(bytes.fromhex(signature), content)
        except (InvalidSignature, ValueError):
            return False
        return True

    @property
    def head_key(self) -> str:
        """The public key of `sign_head` (64 hex signs), for whoever keeps heads elsewhere."""
        key = Ed25519PrivateKey.from_private_bytes(self._signing).public_key()
        return key.public_bytes_raw().hex()

    def seal_page(self, plain: bytes) -> bytes:
        """What an open page holds, for a Redis that processes share."""
        return seal_bytes(self._pages, _PAGE, plain)

    def open_page(self, sealed: bytes) -> bytes | None:
        """What `seal_page` sealed; None for anything else."""
        try:
            return open_bytes(self._pages, _PAGE, sealed)
        except SealBroken:
            return None

    def new_case_key(self, case_id: str) -> bytes:
        """A fresh key for a case, wrapped: name of the wrapping key (4) | sealed key."""
        sealed = seal_bytes(self._wrapping, _bound(case_id), secrets.token_bytes(KEY_BYTES))
        return self.name + sealed

    def vault(self, case_id: str, wrapped: bytes) -> Vault:
        """The vault of a case. Raises SealBroken when the key was wrapped for another case."""
        return Vault(case_id, self._unwrapped(case_id, wrapped))

    def wrapped_anew(self, case_id: str, wrapped: bytes) -> bytes:
        """The same key of a case or link, wrapped by today's master key. Raises SealBroken."""
        sealed = seal_bytes(self._wrapping, _bound(case_id), self._unwrapped(case_id, wrapped))
        return self.name + sealed

    @property
    def name(self) -> bytes:
        """Tells which master key wrapped a case key, so that a rotation can stop and go on."""
        return _name_of(self._wrapping)

    def _unwrapped(self, case_id: str, wrapped: bytes) -> bytes:
        for wrapping in (self._wrapping, self._before):
            if wrapping is not None and wrapped[:NAME_BYTES] == _name_of(wrapping):
                return open_bytes(wrapping, _bound(case_id), wrapped[NAME_BYTES:])
        raise SealBroken("case_key: wrapped by another master key")


def same(one: str, other: str) -> bool:
    """Whether two keyed hashes are equal, in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def _bound(case_id: str) -> str:
    return f"{case_id}|case_key"


def _derive(root: bytes, label: str) -> bytes:
    if len(root) != KEY_BYTES:
        raise ValueError("a root key has 32 bytes")
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=label.encode()).derive(root)


def _mac(key: bytes, content: bytes) -> str:
    return hmac.new(key, content, hashlib.sha256).hexdigest()


def _name_of(wrapping: bytes) -> bytes:
    return hashlib.sha256(b"peermap/1/name-of-key|" + wrapping).digest()[:NAME_BYTES]
