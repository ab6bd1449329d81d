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
