"""Words about one's own account: a new password, the devices that are signed in."""

VERSION = "2026-11-29"

BACK_TO_ME = "Back to Me"
CHANGE_PASSWORD = "Change password"  # noqa: S105 - a label
CHANGE_PASSWORD_PAGE = "Change password · PeerMap"  # noqa: S105 - a title
OLD_PASSWORD = "Your password of now"  # noqa: S105 - a label
NEW_PASSWORD = "New password"  # noqa: S105 - a label
HOW_TO_CHOOSE = (
    "At least 12 characters. Three or four words that do not belong together are easy to remember "
    "and hard to guess. You may paste it."
)
SAVE_PASSWORD = "Change it"  # noqa: S105 - a label
CHANGE_ENDS = "You stay signed in here. Everywhere else you are signed out."
PASSWORD_CHANGED = "Your password is changed"  # noqa: S105 - a heading
PASSWORD_CHANGED_WHY = "You are signed in here alone."  # noqa: S105 - a sentence
