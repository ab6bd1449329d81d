"""Words of the worker's Draw together, and of signing in. `{who}` is the young person's initials.

Nothing here says what was drawn or answered (rule 4), and no title names a case (rule 11).
"""

TITLE = "Draw together"
BACK = "Back to the case"

# Offering it to a tablet
SCAN = "Scan with the tablet"
OR_OPEN = "or open"
AND_TYPE = "and type"
WORKS_ONCE = "Works once, for 10 minutes"
QR_LABEL = "A code for the tablet’s camera"
NEW_CODE = "Show a new code"
OLD_CODE = "The code is not shown any more. Show a new one; the old one stops working."
WAITING_FOR_TABLET = "Waiting for the tablet"

# Starting from a kept map
STARTS_FROM = "It starts from the map of {day}, if they like. They may start with an empty one."

# Use this device instead
NO_TABLET = "No tablet here?"
USE_THIS = "Use this device instead"
USE_THIS_WHY = (
    "{who} draws on this device. You are signed out here, "
    "and only your password leads back to work."
)
HAND_OVER_PAGE = "Use this device · PeerMap"
NOT_HANDED_OVER = "This device was not handed over"
STILL_SIGNED_IN = "You are still signed in here. Open Draw together on the case to go on."
TO_CASES = "To my cases"

# A tablet asks
ASKS = "A tablet asks to join"
ASKS_WHY = "Look at the tablet in front of you. Nothing shows on it until you say yes."
THAT_IS_OURS = "That’s our tablet"
NOT_OURS = "Not ours"

# How it stands
READY = "Tablet joined · {who} reads what this is"
DRAWING = "Tablet joined · {who} is drawing"
CHOOSING = "Tablet joined · {who} is choosing"
LATER = "{who} finishes later"
WHY = "Why"
WHY_PLAN = "To plan safety with {who}, together"
YOU_SEE = "You see"
SEE_NOTHING_YET = "nothing yet. {who} starts, or says not today."
SEE_LIVE = "the map as it is drawn. You can draw too."
SEE_CHOOSING = "only that {who} is choosing. The answers are {who}’s."
SEE_LATER = "nothing. The map waits until you sign out, or your session ends. Then it is gone."
WATCH = "Watch live"
LIVE_AGAIN = "Live again when {who} goes back to the map"
STOP_WATCHING = "Back to Draw together"
CARRY_ON = "Carry on now"
TABLET_AWAY = "The tablet is out of touch just now. It catches up by itself once it is connected."
TABLET_BACK = "The tablet is back in touch."
TABLET_GONE = "Is the tablet flat or lost?"
TABLET_GONE_WHY = (
    "A new code lets another tablet in. The one that joined leaves at once. "
    "The drawing goes on where it was."
)
OTHER_TABLET = "Use another tablet"

# Who was there, noted while they choose (rule 4)
NOTE_TITLE = "While {who} chooses"
NOTE_WHY = (
    "Note this here while {who} chooses. You do not see the answers. It is kept with them; left "
    "open, it says “not recorded”. {who} is asked on the tablet who is there, too."
)
WHO_IS_THERE = "Who is there?"
PRESENT = {
    "worker_only": "Only me",
    "parent_or_carer": "A parent or carer",
    "friend": "A friend",
    "other_worker": "Another worker",
    "someone_else": "Someone else",
}
HOW_CHECKED = "How did you check that {who} understands?"
UNDERSTANDING = {
    "own_words": "In their own words",
    "pictures": "With the pictures",
    "pointing": "By pointing",
    "not_checked": "Not checked",
}
HOW = {
    "own_words": "Ask “What happens if you say yes?” and listen. Do not prompt.",
    "pictures": "Open “What happens if you say yes?” on the tablet. {who} taps the pictures.",
    "pointing": "Ask “Who can see it? How do you say no?” {who} points at the screen.",
    "not_checked": "Say so plainly. The answers of {who} stand.",
}
"""How each way is done: what the worker asks, and what the young person does."""
NOTE = "Note this"
NOTED = "Noted. You can change it while {who} is choosing."

# Ending it
END = "End this drawing"
END_TITLE = "End this drawing?"
END_WHY = (
    "What was drawn goes at once, on both devices, and cannot be brought back. Nothing is kept."
)
END_YES = "End it"
END_NO = "Go on"

# How it ended
OVER = {
    "kept": ("The map is kept", "It is on the case, with what {who} said about it."),
    "not_kept": (
        "Nothing is kept",
        "{who} chose not to keep the map. The case shows only that it was offered and declined.",
    ),
    "not_today": ("Not today", "Nothing was drawn. You can offer it another day."),
    "ended_by_worker": ("You ended this drawing", "Nothing is kept."),
    "signed_out": ("This drawing has ended", "You signed out. Nothing is kept."),
    "expired": ("This drawing has ended", "Your session was over. Nothing is kept."),
}
WHAT_NEXT = "What happens next"
SEE_ON_CASE = "See it on the case"
TO_CASE = "Back to the case"
DRAW_AGAIN = "Draw together again"

# Sign in
SIGN_IN_TITLE = "Sign in"
SIGN_IN_PAGE = "Sign in · PeerMap"
SIGN_IN_LEAD = "For workers. Young people join with a code from their worker."
SIGNED_OUT_IDLE = (
    "You were signed out because nothing was touched for {minutes} minutes. "
    "Nothing that was kept is lost."
)
TOOK_TOO_LONG = "The second step took too long. Nothing is wrong: sign in again."
EMAIL = "E-mail address"
PASSWORD = "Password"  # noqa: S105 - a label
SIGN_IN = "Sign in"
SIGN_IN_CUT = "No connection. Nothing was sent: try again in a moment."
FORGOTTEN = "Forgotten your password, or lost your code app?"
HAVE_A_CODE = "I have a code for a tablet"
PROBLEM = "There is a problem"
