"""Words of the idle lock. They say nothing of what was open behind it (rule 11)."""

from peermap_app.words import signing_in as s

PAGE = "Locked · PeerMap"
TITLE = "PeerMap is locked"
LEAD = "Nobody touched it for a while. What you typed is still there."
LEAD_ELSEWHERE = "Nobody touched it for a while. Show that it is you to go on."
OPEN = "Open"
CUT = "No connection. Try again in a moment: what you typed is still there."
SIGN_OUT = "Sign out instead"

ON_A_PAGE = {
    "title": TITLE,
    "lead": LEAD,
    "code": s.CODE,
    "codeHint": s.CODE_HINT,
    "paperHint": s.CODE_HINT_PAPER,
    "password": s.PASSWORD,
    "open": OPEN,
    "passkey": s.USE_PASSKEY,
    "passkeyNot": s.PASSKEY_NOT,
    "cut": CUT,
    "signOut": SIGN_OUT,
}
"""What assets/lock.js covers an open page with, by its own names."""
