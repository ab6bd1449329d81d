"""Words of a first or forgotten password or a lost second step: at the door, and for who agrees."""

VERSION = "2026-11-29"

# At the door
FORGOTTEN_PAGE = "You cannot sign in · PeerMap"
FORGOTTEN_TITLE = "You cannot sign in?"
FORGOTTEN_LEAD = (
    "Your team’s supervisor is asked whether it is you. When they agree, a link comes to your own "
    "mailbox."
)
NO_MAIL = "PeerMap sends no mail here. Your team’s supervisor helps: call them, or go and see them."
EMAIL = "E-mail address"
WHAT_LOST = "What do you need?"
LOST = {
    "password": "A new password",
    "factor": "My code app or passkey is lost: take it away",
}
ASK = "Ask for a link"
ASKED_TITLE = "Now your supervisor is asked"
ASKED = (
    "If there is an account with this address, your team’s supervisor sees that you asked. Call "
    "them: it is quicker. Once they agree, the link is in your mailbox within a minute. It works "
    "once, for 30 minutes."
)
ASKED_LATER = (
    "Nobody answered within a day? Ask again. Is the account new, or of another team or role than "
    "before? Only somebody who sees already what you will see may agree; where there is nobody, "
    "whoever runs PeerMap’s machine sets the password."
)
TO_SIGN_IN = "Back to Sign in"

# The link
LINK_PAGE = "Your link · PeerMap"
LINK_TITLE = {"password": "Set a new password", "factor": "Take your second step away"}
LINK_LEAD = {
    "password": "You are signed out everywhere, and sign in with the new one.",
    "factor": (
        "Your code app, passkeys and recovery codes are forgotten, and you are signed out "
        "everywhere. Your password stays. After signing in you set up a new second step."
    ),
}
LINK_DO = {"password": "Set it", "factor": "Take it away"}
DONE = {
    "password": "Your new password is set",
    "factor": "Your second step is taken away",
}
DONE_WHY = "You are signed out everywhere. A mail tells you so."
LINK_OVER = "This link does not work any more"
LINK_OVER_WHY = "Each link works once, for {minutes} minutes. Ask for a new one."
ASK_AGAIN = "Ask for a new link"

# The administrator
CANNOT = "Cannot sign in?"
CANNOT_WHY = (
    "Ask for a link. Their supervisor must agree, or to a first password somebody who sees already "
    "what they will see. It goes to their own mailbox: you never see it. You are asked to show "
    "that it is you first."
)
SEND = {"password": "Ask for a new password", "factor": "Ask to take their second step away"}
SHOW_FIRST = "Show that it is you"
ASKED_FOR = "Asked. Somebody else must agree; then the link goes to their mailbox."

# Whoever agrees
AGREE_TITLE = "Who cannot sign in"
AGREE_LEAD = (
    "Agree only when you know that it is them: you spoke with them, and knew their voice. The link "
    "goes to their own mailbox. Nobody else sees it."
)
NOBODY = "Nobody waits"
NOBODY_WHY = "When somebody cannot sign in and you may agree to a link, it shows here."
NEEDS_FIRST = "Needs a first password: they will see what a person of this role and team sees"
NEEDS = {
    "password": "Needs a new password",
    "factor": "Needs their second step taken away",
}
ASKED_THEMSELF = "Asked at the door, {when}"
ASKED_BY = "Asked for by {name}, {when}"
AGREE = "It is them: send the link"
AGREE_NAMED = "It is them: send the link to {name}"
REFUSE = "It is not them"
REFUSE_NAMED = "It is not them, not {name}"
AGREED = "The link goes to their mailbox now."
REFUSED = "Nothing is sent."
