"""Words about alerts on a worker's own phone: what a push says, and the card on Me.

`WAITS` stands in assets/sw.js too, which reads nothing of ours; a test compares the two.
"""

VERSION = "2026-11-30"

WAITS = "PeerMap: something waits for you."
"""All that a push ever says (rule 11)."""

ON_THIS_PHONE = "Alerts on this phone"
CARD: dict[str, str] = {
    "off": "Off on this phone.",
    "why": "It only says that something waits. No names, no case. Sign in to read it.",
    "turn_on": "Turn on alerts here",
    "on": "On. This phone tells you when something waits.",
    "turn_off": "Turn off alerts here",
    "asking": "Your browser may ask now. Choose Allow.",
    "blocked": "Your browser blocks alerts from PeerMap.",
    "blocked_how": "To undo it: open the browser's settings for this site, set Notifications to "
    "Allow, then open this page again.",
    "ios": "On an iPhone or iPad, put PeerMap on your home screen first.",
    "ios_how": "In Safari tap Share, then Add to Home Screen. Open PeerMap from there, sign in, "
    "and come back to this page.",
    "cannot": "This browser cannot show alerts. They wait for you in the app.",
    "stopped": "Alerts stopped on this phone. Turn them on again.",
    "failed": "That did not work. Check your connection, then try again.",
    "signed_out": "You are signed out. Sign in to go on.",
}
ENDED: dict[str, str] = {
    "gone": "This phone could not be reached any more. Turn alerts on again.",
    "key": "PeerMap changed its key for alerts. Turn them on again.",
}
"""By `domain.web_push.Ended`; every other end was somebody's own word and needs no sentence."""
PHONES = "Your phones with alerts"
NO_PHONES = "No phone has alerts on yet."
THIS_ONE = "This one"
SINCE = "On since: {when}"
REACHED = "Last reached: {when}"
NEVER_REACHED = "Not reached yet"
FAILING = "We could not reach it lately. If it is yours still, turn alerts off and on again there."
ASLEEP = "It needs alerts turned on again: PeerMap changed its key."
END = "End"
END_NAMED = "End alerts on: {device}, on since: {when}"
TRY = "Send me a test"
TRY_NAMED = "Send me a test: {device}, on since: {when}"
ENDED_ONE = "That phone gets no more alerts."
TRIED = "A test is on its way. It can take a minute."
QUIET = "Quiet hours"
QUIET_WHY = (
    "Your phones stay silent then. A flag that is needed now comes all the same. "
    "What was held back comes when they end, if you have not seen it."
)
QUIET_FROM = "From"
QUIET_TO = "To"
QUIET_HINT = "Leave both empty for none."
QUIET_SAVE = "Save quiet hours"
QUIET_SAVED = "Saved."
NO_PHONE = "No phone of yours gets alerts."
"""In the inbox, of whoever has no phone with alerts, while nothing waits for them."""
NO_PHONE_TO = "Set up alerts"
NO_PHONE_LATER = "Not now"
PUT_AWAY = "You find it on Me whenever you want it."
