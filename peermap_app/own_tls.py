"""A certificate for one's own network, when PUBLIC_URL is set and no other certificate is named.

One authority signs one certificate and its key is then thrown away, never written: whoever
installs the authority on a tablet trusts this one address and nothing that anybody signs later.
The authority is limited to the address besides (RFC 5280, name constraints).
"""

from __future__ import annotations

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LASTS = timedelta(days=365)  # phones refuse authorities of one's own beyond 825 days
RENEW_BEFORE = timedelta(days=30)


class OwnTls(NamedTuple):
    """Where the certificate, its key and the authority to install on tablets and phones lie."""

    cert: Path
    key: Path
    authority: Path


def own_tls(public_url: str, var: Path, now: datetime) -> OwnTls:
    """The certificate for the address's host: made once in var/tls, anew a month before its end."""
    host = urlsplit(public_url).hostname or ""
    place = var / "tls"
    place.mkdir(mode=0o700, exist_ok=True)
    held = OwnTls(place / "server.pem", place / "server.key", place / "peermap-authority.crt")
    if not _still_good(held, host, now):
        _make(held, host, now)
    return held


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _only(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_network(host))
    except ValueError:
        return x509.DNSName(host)


def _still_good(held: OwnTls, host: str, now: datetime) -> bool:
    if not all(path.exists() for path in held):
        return False
    cert = x509.load_pem_x509_certificate(held.cert.read_bytes())
    names = cert.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return _general_name(host) in list(names) and now + RENEW_BEFORE < cert.not_valid_after_utc


def _builder(
    subject: str, issuer: str, key: ec.EllipticCurvePrivateKey, now: datetime
) -> x509.CertificateBuilder:
    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + LASTS)
    )


def _make(held: OwnTls, host: str, now: datetime) -> None:
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    called = f"PeerMap for {host}, {now:%d %B %Y}"
    key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    authority = (
        _builder(called, called, authority_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.NameConstraints([_only(host)], None), critical=True)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False
        )
        .sign(authority_key, hashes.SHA256())
    )
    server = (
        _builder("PeerMap", called, key, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general_name(host)]), critical=False)
        .add_extension(key_id, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    _write(held.key, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    _write(held.cert, server.public_bytes(Encoding.PEM))
    _write(held.authority, authority.public_bytes(Encoding.DER))


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)


def utc_now() -> datetime:
    """Now, as the certificates want it."""
    return datetime.now(UTC)
