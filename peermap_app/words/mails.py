"""What stands in the mails that PeerMap sends: nothing of any case, and no name (rule 11).

Plain text. Whoever reads a mailbox over somebody's shoulder learns that they use PeerMap, no more.
"""

VERSION = "2026-11-30"

_LINK_FOR = {
    "password": (
        "Your new PeerMap password",
        "Somebody asked for a new password for your PeerMap account, and a supervisor agreed.\n\n"
        "Open this within 30 minutes. It works once:\n\n{link}\n\n"
        "It was not you? Do not open it. Tell your supervisor: your old password still works.\n",
    ),
    "factor": (
        "Your second step in PeerMap",
        "Somebody asked to take the second step away from signing in to your PeerMap account, "
        "and a supervisor agreed.\n\n"
        "Open this within 30 minutes. It works once:\n\n{link}\n\n"
        "It was not you? Do not open it. Tell your supervisor: nothing has changed.\n",
    ),
}
_TOLD = {
    "password_changed": (
        "Your PeerMap password was changed",
        "Your PeerMap password was changed by a link that we sent to you, and you were signed out "
        "everywhere.\n\nIt was not you? Tell your supervisor now.\n",
    ),
    "factors_gone_by_operator": (
        "Your second step in PeerMap was taken away",
        "Codes, passkeys and recovery codes of your PeerMap account were taken away by whoever "
        "runs the server, and you were signed out everywhere.\n\n"
        "You did not ask for it? Tell your supervisor now.\n",
    ),
    "factors_gone": (
        "Your second step in PeerMap was taken away",
        "Codes, passkeys and recovery codes of your PeerMap account were taken away by a link that "
        "we sent to you, and you were signed out everywhere.\n\n"
        "It was not you? Tell your supervisor now.\n",
    ),
}


WAITS_TITLE = "Something waits for you in PeerMap"
WAITS = (
    "Something waits for you in PeerMap. Sign in to see it:\n\n{link}\n\n"
    "This mail says no more on purpose. Do not answer it.\n"
)
"""Of an alert, whatever it is: `{link}` is the page where everybody signs in."""


def of(kind: str, lost: str) -> tuple[str, str]:
    """What stands over a mail, and its text; `{link}` stands for the link."""
    return _LINK_FOR[lost] if kind == "recovery_link" else _TOLD[kind]
