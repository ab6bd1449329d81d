"""A file that opens itself with a passphrase: a zip sealed with AES-256-GCM inside one HTML page.

Whoever gets it needs a browser and nothing else: no program to install, no connection. Its script
is the few lines of `sheets/bundle.html`. See docs/decisions/subject-access.md.
"""

from __future__ import annotations

import base64
import io
import secrets
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from string import Template

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from peermap_app.words import held_words as w

ROUNDS = 600_000
"""Of PBKDF2-HMAC-SHA256, as OWASP asks for; the passphrase itself holds 100 bits."""
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another on paper."""
_PAGE = Path(__file__).parent / "sheets" / "bundle.html"
SALT, NONCE = 16, 12


def new_passphrase() -> str:
    """Five groups of four signs: nobody chose it, and it can be read out over a telephone."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(5))


def zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    """A zip of these files, all of one moment."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in files.items():
            into.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content)
    return held.getvalue()


def sealed(content: bytes, passphrase: str) -> bytes:
    """The page that holds `content` sealed. Blocking, a third of a second: call it in a thread."""
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    kdf = PBKDF2HMAC(algorithm=SHA256(), length=32, salt=salt, iterations=ROUNDS)
    key = kdf.derive(passphrase.encode())
    hidden = salt + nonce + AESGCM(key).encrypt(nonce, content, None)
    page = Template(_PAGE.read_text(encoding="utf-8"))
    numbers = {"rounds": ROUNDS, "salt_bytes": SALT, "nonce_bytes": NONCE}
    words = {
        "title": w.BUNDLE_TITLE,
        "how": w.BUNDLE_HOW,
        "label": w.OPENS_WITH,
        "open": w.BUNDLE_OPEN,
        "wrong": w.BUNDLE_WRONG,
        "opened": w.BUNDLE_OPENED,
        "by_hand": w.BUNDLE_BY_HAND.format(rounds=ROUNDS, salt=SALT, nonce=NONCE),
    }
    data = base64.b64encode(hidden).decode()
    return page.substitute(words, **numbers, data=data).encode()
