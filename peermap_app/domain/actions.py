"""Everything that can be asked for. `purpose.py` and `access.py` hold the tables about it."""

from enum import StrEnum


class Action(StrEnum):
    """Everything that can be asked for. A new one is refused to all until it has a row below."""

    LIST_CASES = "list_cases"
    SEE_CASE = "see_case"
    START_DRAWING = "start_drawing"
    CONFIRM_TABLET = "confirm_tablet"
    HAND_OVER = "hand_over"
    """Use this device instead: it is signed out, and the drawing's alone from then on."""
    SEE_DRAWING = "see_drawing"
    EDIT_DRAWING = "edit_drawing"
    END_DRAWING = "end_drawing"
    NOTE_PRESENCE = "note_presence"
    CHOOSE = "choose"
    """Move a drawing on from the tablet: start, not today, finished, go back, finish later."""
    ANSWER_CONSENT = "answer_consent"
    KEEP_MAP = "keep_map"
    SEE_MAP = "see_map"
    EXPORT_MAP = "export_map"
    """Take a kept map out of PeerMap: the case file's record, or the young person's copy."""
    PLAN_STEP = "plan_step"
    ASK_LINK = "ask_link"
    SEE_LINK = "see_link"
    ANSWER_LINK = "answer_link"
    FLAG_CASE = "flag_case"
    SEE_FLAG = "see_flag"
    LIST_ALERTS = "list_alerts"
    SEE_ALERT = "see_alert"
    ACK_ALERT = "ack_alert"
    SEE_ME = "see_me"
    SEE_ACCESS_RECORD = "see_access_record"
    IMPORT = "import"
    ADD_WORKER = "add_worker"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of an action
