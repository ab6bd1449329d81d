"""Words of the second step of signing in, and of one's own ways of signing in.

Read by somebody tired, on a phone, between two visits: what to do first, why in one line.
"""

PROBLEM = "There is a problem"
CUT = "No connection. Nothing was sent: try again in a moment."

# The second step
CODE_PAGE = "Your code · PeerMap"
CODE_TITLE = "One more step"
CODE_LEAD = "Your password is right. Now show that it is you."
CODE = "Code"
CODE_HINT = "The 6 digits that your app shows for PeerMap now."
CODE_HINT_PAPER = "One of your recovery codes, 12 digits. Each works once."
CODE_GO = "Sign in"
NO_PHONE = "Your app is not at hand?"
NO_PHONE_HOW = (
    "Type one of your recovery codes in the same box: 12 digits, from the paper that you kept. "
    "Each works once. Without them, ask your team’s supervisor or your administrator."
)
START_AGAIN = "Start again"

# Setting up a code app
SET_UP_PAGE = "Set up codes · PeerMap"
SET_UP_TITLE = "Set up your code app"
SET_UP_FIRST = "In your role a password is not enough. Set this up once; it takes two minutes."
SET_UP_STEPS = (
    "Open an authenticator app on your phone. Any will do: the one that your council uses, or one "
    "from your phone’s own store.",
    "In the app, add an account and scan this.",
    "Type the 6 digits that it shows.",
)
SET_UP_QR = "A code for your app’s camera"
SET_UP_SAME = "On this same phone, or the camera will not work?"
SET_UP_KEY = "Copy this key into the app instead. It is for a code that changes every 30 seconds:"
SET_UP_GO = "Turn on codes"

# Recovery codes
RECOVERY_PAGE = "Recovery codes · PeerMap"
RECOVERY_TITLE = "Keep these ten codes"
RECOVERY_LEAD = (
    "If your phone is lost, each of these gets you in once. Write them down or print them, and "
    "keep them away from your phone."
)
RECOVERY_ONCE = "They are shown this once. If you had codes before, those have stopped working."
RECOVERY_GO = "I have kept them. Go on"

# One's own ways of signing in
PAGE = "Signing in · PeerMap"
TITLE = "Signing in"
BACK = "Back to Me"
LEAD_MUST = "In your role a password is not enough. These are your second steps."
LEAD_MAY = "A second step keeps others out when they know your password."
PASSKEYS = "Passkeys"
PASSKEYS_WHY = (
    "The quickest way: your phone or computer knows you by its own lock, such as your finger, your "
    "face or its PIN. No password to type."
)
ADD_PASSKEY = "Add a passkey"
APP = "Code app"
APP_WHY = "An app on your phone shows 6 digits, which you type after your password."
ADD_APP = "Set up a code app"
ANOTHER_APP = "Set it up anew"
RECOVERY = "Recovery codes"
NEW_CODES = "Make new recovery codes"
NEW_CODES_TITLE = "Make new recovery codes?"
NEW_CODES_WHY = "You get ten new ones. All that you have on paper now stop working."
NEW_CODES_YES = "Make new ones"
RENAME = "Rename"
RENAME_TITLE = "Rename this passkey"
RENAME_GO = "Save"
REMOVE = "Take away"
REMOVE_WHY = "It stops working at once, on every device."
REMOVE_YES = "Take it away"
CANCEL = "Leave it as it is"
NEVER_USED = "Not used since"
LOST = "A phone is lost? Take away here what was on it, and make new recovery codes."


def added(day: str) -> str:
    """When a factor was added."""
    return f"Added on {day}"


def last_used(day: str) -> str:
    """When it was used last."""
    return f"Used last on {day}"


def remove_title(what: str) -> str:
    """The question before a factor is taken away."""
    return f"Take away “{what}”?"


def recovery_left(left: int) -> str:
    """How many recovery codes are left."""
    if not left:
        return "You have none left."
    return "You have 1 left. Make new ones soon." if left == 1 else f"You have {left} left."


# Show that it is you
CONFIRM_PAGE = "Is it you? · PeerMap"
CONFIRM_TITLE = "Show that it is you"
CONFIRM_LEAD = "What comes next asks for it, in case somebody else has your phone."
PASSWORD = "Password"  # noqa: S105 - a label
CONFIRM_GO = "Go on"
CONFIRM_BACK = "Not now"
DONE_PAGE = "Your file · PeerMap"
DONE_TITLE = "Thank you"
DONE_LEAD = "The file is ready. For five minutes you can take it without being asked again."
DONE_TAKE = "Take the file"
DONE_BACK = "Back to the map"

# Passkeys
USE_PASSKEY = "Use a passkey"
PASSKEY_NAME = "What do you call it?"
PASSKEY_NAME_HINT = "So that you know it later, such as “Work phone”."
PASSKEY_GO = "Make the passkey"
PASSKEY_NOT = "No passkey was used. Nothing was changed: try again, or sign in another way."
PASSKEY_REFUSED = "The passkey did not work"
TRY_AGAIN = "Try again"
