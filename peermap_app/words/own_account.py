"""Words about one's own account: a new password, the devices that are signed in."""

VERSION = "2026-11-29"

DEVICES = "Where you are signed in"
DEVICES_WHY = "Something here that is not yours? Sign it out, then change your password."
THIS_ONE = "This one"
BEGUN = "Signed in: {when}"
SEEN = "Last used: {when}"
DRAWS = "A drawing is open there. It ends when you sign this one out."
END_ONE = "Sign this one out"
END_ONE_NAMED = "Sign this one out: {device}, signed in: {when}"
END_OTHERS = "Sign out everywhere else"
END_OTHERS_WHY = "Drawings that are open there end too. What was kept stays."
END_ALL = "Sign out everywhere, here too"
ENDED_ONE = "Signed out there."
ENDED_OTHERS = "You are signed in here alone now."

BACK_TO_ME = "Back to Me"
CHANGE_PASSWORD = "Change password"  # noqa: S105 - a label
CHANGE_PASSWORD_PAGE = "Change password · PeerMap"  # noqa: S105 - a title
OLD_PASSWORD = "Current password"  # noqa: S105 - a label
NEW_PASSWORD = "New password"  # noqa: S105 - a label
HOW_TO_CHOOSE = (
    "At least 12 characters. Three or four words that do not belong together are easy to remember "
    "and hard to guess. You may paste it."
)
SAVE_PASSWORD = "Change it"  # noqa: S105 - a label
CHANGE_ENDS = "You stay signed in here. Everywhere else you are signed out."
PASSWORD_CHANGED = "Your password is changed"  # noqa: S105 - a heading
PASSWORD_CHANGED_WHY = "You are signed in here alone."  # noqa: S105 - a sentence
