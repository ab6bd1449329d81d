"""Words of the installed app: its name on a home screen, and the page without a connection.

`scripts/make_assets.py` writes them into assets/offline.html and assets/manifest.webmanifest; a
test holds those files to these words. Both a worker and a young person may meet the offline page,
so it keeps to the rules for young people.
"""

VERSION = "2026-11-24"

NAME = "PeerMap"
DESCRIPTION = "Draw the friendships that matter, together. Keep only what was agreed."

OFFLINE_TITLE = "No connection · PeerMap"
OFFLINE_HEADING = "No connection"
OFFLINE_LEAD = "PeerMap cannot open this page now."
OFFLINE_STILL = "What still works"
OFFLINE_WORKS = (
    "A map that is open: keep drawing. It is sent when you are back.",
    "A form that is open: leave it open. Your words stay in it.",
    "Alerts wait for you. You see them when you are back.",
)
OFFLINE_KEPT = "No map and no case is kept on this device."
OFFLINE_DANGER = (
    "In danger now? Phone 999, then the worker.",
    "This is not an emergency line.",
)
OFFLINE_AGAIN = "Try again"
