"""A mail server that takes nothing: a link can be asked for, and goes nowhere."""

NO_MAIL = {
    "PEERMAP_SMTP_HOST": "127.0.0.1",
    "PEERMAP_SMTP_PORT": "9",
    "PEERMAP_SMTP_FROM": "peermap@quorum.example",
    "PEERMAP_SMTP_SECURITY": "none",
}
"""Settings of a server; nothing listens there."""
