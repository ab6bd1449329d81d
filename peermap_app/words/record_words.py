"""The access record in plain words, for the data protection lead: each action and each rule.

A house test fails when an action or a rule that the code can write has no words here.
"""

from peermap_app.words import errors, settings_words
from peermap_app.words.worker_my_map import LOCKED_REASONS

ACTIONS: dict[str, str] = {
    "list_cases": "List their own cases",
    "see_case": "Open a case",
    "start_drawing": "Offer a drawing",
    "confirm_tablet": "Say that a tablet is theirs",
    "turn_away_tablet": "Turn a tablet away",
    "hand_over": "Hand their own device over for a drawing",
    "see_drawing": "See a drawing",
    "edit_drawing": "Draw",
    "end_drawing": "End a drawing",
    "note_presence": "Note who was there",
    "choose": "Move a drawing on, on the tablet",
    "answer_consent": "Answer on the tablet",
    "keep_map": "Keep a map",
    "see_map": "Open a kept map",
    "export_map": "Take a kept map out of PeerMap",
    "review_map": "Say whether a kept map is still right",
    "review_link": "Say whether a link is still needed",
    "review_held": "Say whether what is already held is still right",
    "see_held": "See what the case’s own record already holds of connections",
    "set_held": "Add, correct or take away what is already held",
    "review_flag": "Say whether a flag still holds",
    "make_receipt": "Make a card for My map",
    "end_receipt": "End My map",
    "see_my_map": "Open My map",
    "change_mind": "Change their mind in My map",
    "take_copy": "Take a copy in My map",
    "note_withdrawal": "Write down that they changed their mind",
    "open_locked_copy": "Open a locked copy",
    "plan_step": "Say what happens next",
    "ask_link": "Ask to link",
    "see_link": "See a link",
    "share_without": "Ask to share without agreement, or send it",
    "see_sharing": "Read a sharing that a second person decides on",
    "agree_sharing": "Decide on a sharing as the second person",
    "write_sharing": "Write on a sharing record that is not sent yet",
    "sharing_over": "A sharing ended: no second person decided in time",
    "ask_colleague": "Say that they do not know a friend’s worker",
    "find_colleague": "See or answer who looks for a colleague",
    "colleague_over": "Looking for a colleague ended: its time was over",
    "answer_link": "Answer an ask to link",
    "end_link": "End a link, or take an ask back",
    "write_together": "Write what both sides of a link read",
    "mark_whom": "Mark on their own map who a linked young person is",
    "confirm_link": "Confirm a link that a worker before had agreed to",
    "agree_link": "See or answer a link of which one worker has both cases",
    "flag_case": "Flag a case",
    "write_flag": "Write on a flag that is not sent yet",
    "change_flag": "Correct, add to, close or withdraw a flag",
    "set_flag_kinds": "See or set the kinds of flag",
    "see_flag": "See a flag",
    "list_alerts": "List their own alerts",
    "see_alert": "Open an alert",
    "ack_delivery": "Say that an alert arrived",
    "escalate_alert": "Tell somebody else of an alert that nobody has seen",
    "ack_alert": "Say that an alert was seen",
    "set_hours": "See or set when their team works",
    "see_covers": "See who covers for whom",
    "set_away": "See or say when they are away",
    "set_cover": "Say who covers for a colleague, or end it",
    "ask_cover": "Ask for somebody to cover",
    "answer_cover": "Agree to a cover, or refuse it",
    "ask_close": "Ask to close a case",
    "agree_close": "See or answer an ask to close a case",
    "close_case": "Close a case",
    "subject_access": "Make a young person’s record as one file",
    "see_due": "See what is due to be erased",
    "hold_due": "Hold what is due, or end a hold",
    "erase_due": "Erase what was due",
    "see_team": "List the cases of their team",
    "see_team_case": "See a case of their team, without a map",
    "look_at_map": "Look at a map as a supervisor",
    "give_temporary": "Give a case for some hours, or take it back",
    "ask_temporary": "Ask for a case for some hours",
    "set_duty": "See or say who is on duty",
    "see_me": "See their own account",
    "see_factors": "See their own second factors",
    "add_factor": "Add a second factor",
    "rename_factor": "Call a passkey otherwise",
    "remove_factor": "Remove a second factor",
    "new_recovery_codes": "Make new recovery codes",
    "confirm_self": "Confirm that it is them",
    "take_factors": "Take a second factor away for somebody",
    "unlock": "Open a page that was locked",
    "see_tray": "See what waits for them",
    "see_access_record": "Read the access record",
    "import": "Import cases and allocations",
    "add_worker": "Add an account",
    "rotate_key": "Change the master key",
    "see_accounts": "See accounts, teams and who is allocated",
    "change_account": "Change the role or the team of an account",
    "close_account": "Close an account",
    "open_account": "Open an account again",
    "change_team": "Add or rename a team",
    "see_settings": "See the settings",
    "set_unusual": "See or set what counts as unusual reading",
    "ask_allocation": "Ask to allocate a worker to a case",
    "ask_import": "Ask to bring in a file of allocations",
    "answer_import": "Agree to a file of allocations, or refuse it",
    "see_waiting": "See what waits for them to agree",
    "answer_allocation": "Agree to an allocation, or refuse it",
    "reset_password": "Set a password",
    "see_phones": "See which of their phones take alerts",
    "add_phone": "Alerts on a phone of theirs",
    "end_phone": "No more alerts on a phone of theirs",
    "test_phone": "Try alerts on a phone of theirs",
    "set_quiet_hours": "Set when their phones are silent",
    "choose_mail": "Say whether they are e-mailed too",
    "see_devices": "See where they are signed in",
    "end_device": "Sign out another device of theirs",
    "ask_recovery": "Ask for a link to sign in again",
    "answer_recovery": "See who cannot sign in, or say that it is not them",
    "agree_recovery": "Agree that somebody who cannot sign in gets a link",
    "recovered": "Sign in again by a link",
    "change_password": "Change their own password",
    "sign_in": "Sign in",
    "sign_in_half": "Sign in: the password, before the second factor",
    "sign_out": "Sign out",
    "join_drawing": "Join a drawing with a tablet",
    "leave_drawing": "Leave a drawing with a device",
    "open_my_map": "Open My map with a card",
    "throw_away": "Throw away what is over and past its period",
    "count_record": "Count all rows of the record together from here on",
    "turned_away": "Ask for something at the door",
}
"""What was asked for, allowed or not, by the code in the record."""

FORMER: dict[str, str] = {"change_settings": "Change a setting"}
"""What an earlier version wrote: its rows stay in the record as they are."""

RELATIONS: dict[str, str] = {
    "allocated": "the case is allocated to them",
    "was_allocated": "the case was allocated to them once",
    "supervises": "they supervise the case",
    "covers": "they have the case for some hours",
    "on_duty": "they are on duty for the case’s team",
    "linked": "their own case is linked with it",
    "alerted": "they were told of one alert, in the place of whoever works with the case",
    "none": "nothing binds them to a case here",
}
"""How they stood to the case at that moment."""

PURPOSES: dict[str, str] = {
    "plan": "to plan together with this young person",
    "coordinate": "to coordinate work with linked young people",
}
NO_PURPOSE = "to run PeerMap; nothing of a young person's map, plan or links is read by it"
PURPOSE_OF_CASES = "to work with their own cases"

RULES: dict[str, str] = {
    "also": "part of the step before it",
    "over_by_itself": "the hours were over",
    "account_closed": "the account was closed",
    "giver_left": "whoever gave it supervises that team no longer",
    "review_asked": "PeerMap asked, some days before the review date",
    "lapsed_by_itself": "the review date came and nobody had answered",
    "nobody_answered": "nobody answered for so long that the ask has lapsed",
    "past_its_period": "its period was over",
    "counted_anew": "there was no count, or somebody took it away",
    "": "no rule was written down",
    # who may by their role
    "practitioner": "they are a practitioner",
    "supervisor": "they are a practice supervisor",
    "data_protection": "they are the data protection lead",
    "administrator": "they are an administrator",
    "operator": "an operator at the machine itself",
    "tablet": "the tablet of this drawing",
    "young_person": "the young person, with their card and PIN",
    # signing in and out
    "password": "by the right password",
    "one_time_code": "by a one-time code",
    "recovery_code": "by a recovery code",
    "passkey": "by a passkey",
    "demonstration": "by the command that makes the demonstration",
    "no_factor_yet": "they have no second factor yet, and must have one",
    "no_second_factor": "the second factor was not given",
    "own": "they signed out",
    "at_the_door": "they asked at the door",
    "password_changed": "a new password was set by the link",
    "factors_gone": "the second factor was taken away by the link",
    "from_another": "they signed it out from another device",
    "signed_in_again": "somebody signed in again in the same browser",
    "handed_over": "the device was handed over for a drawing",
    "hand_over": "their own device was handed over",
    "worker_signed_in": "a worker signed in on it",
    "code": "by the typed code",
    "link": "by the scanned code",
    "card_and_pin": "by the card and its PIN",
    "wrong_pin": "the PIN was wrong",
    "unknown_account": "there is no account with this address",
    "no_password": "the account has no password yet",
    "wrong_password": "the password was wrong",
    "changed_meanwhile": "the account was changed at that moment",
    "inactive": "the account is closed",
    # how a drawing ended
    "kept": "the young person kept their map",
    "not_kept": "the young person kept nothing",
    "not_today": "the young person said “Not today”",
    "ended_by_worker": "the worker ended it",
    "signed_out": "nobody was signed in, or they signed out",
    "expired": "the sign-in had reached its last moment",
    # why the table, or the door before it, refuses
    "wrong_purpose": "asked for another purpose than this may be asked for",
    "role_may_not": "nobody of their role may",
    "not_allocated": "the case was not theirs",
    "allocation_ended": "their allocation had ended",
    "tablet_may_not": "no tablet may",
    "young_person_may_not": "My map does not do this",
    "system_may_not": "PeerMap does not do this by itself",
    "system": "an import had said the day",
    "not_now": "not at this point of the drawing",
    "not_their_team": "the case is another team’s",
    "nobody": "nobody was signed in",
    "session_ended": "their sign-in had ended",
    "card_ended": "the card had ended",
    "no_card_without_a_case": "My map asked for something outside a case",
    "malformed_id": "what was asked for is no address of ours",
    "unknown_ask": "there is no such ask",
    "unknown_sharing": "there is no such sharing, or not of this case",
    "unknown_cover": "there is no such cover",
    "unknown_team": "there is no such team",
    "unknown_case": "there is no such case",
    "case_closed": "the case is closed",
    "lapsed": "it had lapsed on its review date",
    "no_case_key": "the case was erased",
    "not_this_tablet": "another tablet’s drawing",
    "not_this_case": "another young person’s case",
    "no_session": "without a sign-in",
    "no_team": "they are of no team",
    "not_their_absence": "somebody else said that they are away",
    "nobody_saw_it": "nobody had seen it in time",
    "no_device": "without a tablet that joined",
    "no_such_socket": "there is no such address",
    "page_of_another": "sent by a page that was opened by somebody else",
    "foreign_origin": "sent by a page that is not ours",
    "bad_token": "the page’s own mark is none of ours",
    "too_many_pages": "more pages at once than one sign-in may have",
    "too_large": "larger than anything of ours",
    "unreadable": "with a sign that nothing can keep",
    "other_arguments": "with other arguments than our pages send",
    "binary": "bytes, which no page of ours sends",
    "crooked_path": "an address that is written to look like another",
    "flood": "too many at once",
    "not_callable": "nothing of ours asks for that",
    "and_more": "and more of the same within a minute",
}
"""Why it was allowed or refused, by the code in the record."""

ALLOWED = "Allowed"
REFUSED = "Refused"
WHO_KINDS: dict[str, str] = {
    "worker": "A worker who is gone",
    "tablet": "A tablet that joined a drawing",
    "young_person": "The young person, in My map",
    "operator": "An operator at the machine",
    "nobody": "Somebody who was not signed in",
    "system": "PeerMap itself",
}
"""Who it was where no name stands behind it."""

TITLE = "Access record"
LEAD = (
    "Who asked for what, allowed or refused. Reading it is recorded too, with your reason. "
    "It holds no map, no plan and no note."
)
UNUSUAL = "Look at this first"
UNUSUAL_NONE = "Nothing unusual"
UNUSUAL_NONE_WHY = "No busy hour, nothing out of hours, nothing after an allocation ended."
ASK = "Look something up"
REASON = "Why do you look?"
REASONS: dict[str, str] = {
    "check": "The regular check",
    "young_person": "A young person asks who looked",
    "complaint": "A complaint",
    "worry": "A worry about how somebody uses PeerMap",
    "incident": "Something was lost, stolen or seen by the wrong person",
}
REFERENCE = "Case reference"
REFERENCE_HINT = "The whole reference. Leave it empty for every case."
EMAIL = "E-mail address of the person"
EMAIL_HINT = "The whole address. Leave it empty for everybody."
DAY = "Day"
ONLY_REFUSED = "Which ones?"
ONLY_REFUSED_CHOICES = {"no": "All", "yes": "Refusals only"}
LOOK = "Look it up"
FOUND = "What the record says"
NOTHING = "Nothing found"
NOTHING_WHY = "The record holds nothing like this. Look again at what you typed."
OLDER = "Older"
NEWEST = "Back to the newest"
WHO, CASE, WHY, DEVICE, ANSWER, ABOUT = "Who", "Case", "Why", "Device", "Answer", "About"
WHEN = "When"
WEEKDAYS, EVERY_DAY = "Monday to Friday", "every day"
NO_CASE = "No case"
CASE_ERASED = "A case that was erased"
FIELDS = {"reason": REASON, "reference": REFERENCE, "email": EMAIL, "day": DAY}
"""Each field's name in the summary of faults."""


PAGE = "read"
"""Begins the detail of a row that is of the page of an act and not of the act."""
ONLY_PAGE = "The page of it was read: nothing was changed by it."


def action_words(action: str) -> str:
    """What was asked for; a code that nobody gave words stands as it is."""
    return ACTIONS.get(action) or FORMER.get(action, action)


def rule_words(rule: str) -> str:
    """Why it was allowed or refused; a code that nobody gave words stands as it is."""
    relation, _, purpose = rule.partition(" ")
    if rule in RULES:
        return RULES[rule]
    if relation in RELATIONS:
        return RELATIONS[relation] + (f", {PURPOSES[purpose]}" if purpose in PURPOSES else "")
    said = errors.SENTENCES.get(rule)
    return f"“{said}”" if said else f"“{rule}”"


def answer(allowed: bool, rule: str) -> str:
    """`Refused: their allocation had ended.`"""
    return f"{ALLOWED if allowed else REFUSED}: {rule_words(rule)}."


def person(name: str, email: str) -> str:
    """A worker as they stand in the record."""
    return f"{name} ({email})"


def sitting(began: str, short: str) -> str:
    """A worker's device, by the sign-in on it."""
    return f"Signed in {began} ({short})"


def device(short: str) -> str:
    """A tablet or another browser, by the beginning of its code."""
    return f"Device {short}"


def about(action: str, detail: str) -> str:
    """What the row's own codes say in words, "" where there is nothing to say."""
    first = detail.partition(" ")[0]
    if action == "see_access_record":
        return REASONS.get(first, "")
    if action == "open_locked_copy":
        return LOCKED_REASONS.get(first, "")
    if first == PAGE:
        return ONLY_PAGE
    if action in ("set_unusual", *FORMER):
        return settings_words.changed(detail)
    head, _, count = detail.rpartition(" ")
    if head.rpartition(" ")[2] == "again" and count.isdigit():
        return f"The same again {count} times within a minute"
    return ""


def reason(why: str, to: str) -> str:
    """What a supervisor typed, and to whom they gave the case."""
    return f"Given to {to}: “{why}”" if to else f"“{why}”"


def more_unusual(count: int) -> str:
    """Those that have no room."""
    return f"And {count} more."


def many_cases(who: str, cases: int, at: str, usual: int) -> str:
    """A busy hour, and why it stands here."""
    return (
        f"{who} asked for {cases} cases in one hour, from {at}, and got in or not. "
        f"More than {usual} in an hour stands here."
    )


def out_of_hours(who: str, count: int, at: str, hours: str) -> str:
    """Reading outside the hours of work, and why it stands here."""
    times = "once" if count == 1 else f"{count} times"
    return f"{who} asked for cases {times} out of hours, from {at}. Hours of work: {hours}."


def whole_records(who: str, count: int, at: str) -> str:
    """Many whole records on one day."""
    return f"{who} made {count} whole records on one day, from {at}."


def hours_of_work(begins: int, ends: int, *, weekends: bool) -> str:
    """`Monday to Friday, 07:00 to 20:00`."""
    days = EVERY_DAY if weekends else WEEKDAYS
    return f"{days}, {begins:02}:00 to {ends:02}:00"


def after_change(who: str, reference: str, count: int, at: str) -> str:
    """A case asked for after the allocation to it had ended."""
    times = "once" if count == 1 else f"{count} times"
    return (
        f"{who} asked for {reference} {times} after their allocation to it had ended, "
        f"last {at}. Look whether they got in."
    )
