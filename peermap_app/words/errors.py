"""One plain sentence for every refusal. A house test fails on a code that is raised without one.

Codes that a young person's screen can show keep to the wording rules for young people (`YOUNG`).
What belongs to a case that is not the asker's reads exactly like what does not exist.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

VERSION = "2026-11-24"


class Refused(Protocol):
    """What `domain.errors.Refusal` shows of itself; words lie under everything and import none."""

    code: str
    data: dict[str, object]


NOT_HERE = "We cannot find that page, or it is not yours to open."
SOMETHING_WRONG = "Something went wrong. Nothing was lost. Try again."
SIGNED_OUT = "You are signed out. Sign in to go on."

YOUNG: dict[str, str] = {
    "initials_empty": "Type one to three letters.",
    "initials_too_long": "Three letters at most. Use initials.",
    "initials_letters": "Use letters only.",
    "reads_as_name": "Is that a name? Use initials.",
    "place_label_long": "That is too long. Use {most} letters at most.",
    "place_label_screened": "This looks like {found}. Use other words, or say why.",
    "people_full": "The map is full. It holds {most} people.",
    "places_full": "The map is full. It holds {most} places.",
    "ties_full": "The map is full. It holds {most} lines.",
    "strokes_full": "The page is full of ink. Rub some out first.",
    "gone": "That is not on the map any more.",
    "exists": "That is on the map now.",
    "already_joined": "They are joined now.",
    "bad_edit": "That did not work. Try again.",
    "bad_map": "That did not work. Try again.",
    "bad_seed": "That did not work. Try again.",
    "board_still": "The map stays still while you choose.",
    "bad_answer": "That did not work. Tap an answer again.",
    "not_asked": "You said no to keeping it. So we do not ask this.",
    "nothing_said_yes_to": "You said no to keeping it. Tap “Don’t keep anything”.",
    "mark_needed": "Make your mark first. A tick is fine.",
    "said_unseen": "Look at what you said first. Then tap that again.",
    "bad_mark": "That mark did not work. Try again.",
    "not_now": "That cannot be done now.",
    "code_missing": "Type the code.",
    "code_shape": "The code has six letters and numbers. Look again.",
    "code_wrong": "That code does not work. Look again, or ask for a new one.",
    "offer_over": "That code does not work. Ask your worker for a new one.",
    "worker_here": "A worker is signed in here. They sign out first, or you use another tablet.",
    "drawing_over": "This drawing has ended.",
    "map_gone": "That map is not there any more.",
    "drawing_lost": "We lost touch for a moment. Wait a little, then tap that again.",
    "picture_changed": "Your map changed while we asked. Go back and look at it again.",
    "busy": "Busy. Try again in a moment.",
    "slow_down": "Too many tries. Wait {wait}, then try again.",
    "pin_shape": "A PIN has 4 to 8 numbers.",
    "pin_easy": "That PIN is easy to guess. Choose another one.",
    "pin_differs": "The two are not the same. Choose your PIN again.",
    "words_wrong": "That did not open it. Look again at all four words and your PIN. "
    "After five tries, wait a while before the next one.",
    "card_wrong": "That did not open it. Look again, then try again.",
    "card_over": "This does not open anything any more.",
    "card_rests": "Too many tries. Wait {wait}, then try again.",
    "card_settled": "Your card is made, or you said not now.",
    "no_map_left": "There is no map any more. So there is nothing to change.",
    "too_much_at_once": "That was a lot at once. Wait a moment.",
    "too_large": "That is too long to send. Make it shorter.",
    "unreadable": "Something you typed did not work. Type it again.",
    "page_is_old": "This page is out of date. Load it again.",
    "something_wrong": SOMETHING_WRONG,
    "bad_language": "That did not work. Try again.",
}
"""What a young person's tablet may be told: at most 15 words a sentence, grade 4 as a whole."""

WORKERS: dict[str, str] = {
    "not_found": NOT_HERE,
    "not_allowed": NOT_HERE,
    "wrong_purpose": NOT_HERE,
    "allocation_ended": NOT_HERE,
    "not_allocated": NOT_HERE,
    "role_may_not": NOT_HERE,
    "tablet_may_not": NOT_HERE,
    "young_person_may_not": NOT_HERE,
    "system_may_not": NOT_HERE,
    "signed_out": SIGNED_OUT,
    "problems": "There is a problem. Look at what is marked below.",
    "wrong_sign_in": "The e-mail address or the password is not right.",
    "password_short": "Use at least {least} characters. A few words in a row are easy to remember.",
    "password_long": "Use at most {most} characters.",
    "password_common": "That password is easy to guess. "
    "Use a few words that have nothing to do with you, your work or one another.",
    "password_wrong": "That is not your current password.",
    "second_shape": "Type the 6 digits of your app, or the 12 of a recovery code.",
    "second_wrong": "That code is not right. It changes every 30 seconds: type the one shown now.",
    "second_used": "That code was used already. Wait until your app shows the next one.",
    "half_over": "The second step took too long. Sign in again.",
    "passkey_refused": "That passkey was not taken. Try again, or sign in another way.",
    "push_phones": "You have {most} phones with alerts. End one first.",
    "push_address": "This browser's push service is not one that PeerMap knows.",
    "push_shape": "This browser did not say how to reach it. Try again.",
    "push_of_another": "This browser was somebody else's for alerts. Try again.",
    "time_shape": "Write a time like 22:00.",
    "quiet_long": "Quiet hours last {most} hours at most. Write when they begin and end.",
    "passkeys_full": "You have ten passkeys. Take one away first.",
    "factor_needed": "In your role you need a second step. Add another one first.",
    "factor_first": "Set up a second step first.",
    "locked": "PeerMap locked this page. Open it first. Nothing was done yet.",
    "confirm_first": "Show first that it is you. Nothing was done yet.",
    "no_mail": "PeerMap sends no mail here. Your team’s supervisor helps.",
    "operator_agrees": (
        "Nobody in PeerMap may agree to this: whoever runs its machine does it there, with "
        "“peermap reset-password” or “peermap take-factors”."
    ),
    "recovery_settled": "Somebody answered this already, or it is too old.",
    "link_over": "This link does not work any more. Ask for a new one.",
    "missing": "Fill this in.",
    "not_text": "Type this in again.",
    "name_formula": "A name cannot begin with =, +, - or @.",
    "too_long": "This is too long. Use {most} characters at most.",
    "choose_one": "Choose one.",
    "screened": "This looks like {found}. Take it out, or say why it must stay.",
    "review_missing": "Give a review date.",
    "review_date": "Give the review date as day, month and year.",
    "review_past": "The review date must be after today.",
    "review_far": "The review date must be within a year.",
    "review_beyond": "That is too far away. Give a day within {most} days.",
    "lapsed_for_good": "This has lapsed, and it cannot be taken up again.",
    "flag_changed": "A colleague changed this flag meanwhile. Open it and look, then say it again: "
    "what you typed is still here.",
    "alert_changed": "This flag was changed while you had it open. Read what it says now, then say "
    "it again.",
    "flags_paced": "You sent {most} flags within an hour. Phone the worker who must know, or your "
    "supervisor. What you typed is still here: you can send it in {wait}.",
    "flag_full": "This flag was changed {most} times, as often as it can be. Close it and send a "
    "new one.",
    "flag_over": "This flag was closed or has lapsed. It asks nothing any more.",
    "said_missing": "Give the day on which they said it.",
    "said_date": "Give the day as day, month and year.",
    "said_future": "That day is still to come.",
    "said_long_ago": "That is more than a year ago.",
    "said_before": "They answered again since that day. The newest answer holds.",
    "reference_missing": "Type the case reference.",
    "reference_shape": "A case reference has 3 to 20 letters, numbers, dashes or slashes.",
    "reference_own": "That is this case’s own reference. Type the other one.",
    "already_linked": "These two cases are linked already.",
    "presence_missing": "Say who is there.",
    "presence_odd": "“Only me” cannot be chosen together with somebody else.",
    "understanding_missing": "Say how you checked that they understood.",
    "understanding_odd": "“Not checked” cannot be chosen together with a way of checking.",
    "left_out_unknown": "Choose again who is left out.",
    "held_who": "Give initials or choose a sign: one of the two.",
    "held_day": "Give the day as day, month and year.",
    "held_future": "That day is still to come.",
    "held_corrected": "This was corrected {most} times, as often as it can be. Take it away and "
    "add it anew.",
    "held_gone": "Something that you ticked is not held any more. Open the page again and look.",
    "held_full": "There is room for {most} at most, together with the people of the newest map.",
    "other_agency": "“{text}” names another agency as the source. Only what this case’s own "
    "social-care record holds belongs here.",
    "kind_screened": "This looks like {found}. What a kind is called names nobody.",
    "kind_word": "We do not call anybody that. Use plain words for what happened.",
    "kind_always": "“Something else” stays, and is not something good: it can always be chosen.",
    "kind_good": "One kind stays that is something good to build on.",
    "kind_twice": "There is a kind of that name.",
    "kinds_full": "There are {most} kinds, as many as can be chosen from. Take one off first.",
    "left_out_reason": "Say why this worker is left out.",
    "no_answer": "Not now: no map is kept, so “Can our workers talk together?” has no answer.",
    "talk_not_yes": "Not now: the newest answer to “Can our workers talk together?” is not Yes.",
    "plan_not_yes": "Not now: the newest answer to “Use it to plan how I stay safe?” is not Yes.",
    "agreed_first": "Not now: note first on the case who else agreed to the map being kept.",
    "agreed_day_missing": "Give the day on which they agreed.",
    "agreed_day": "Give the day as day, month and year.",
    "agreed_day_future": "That day is still to come. Give the day on which they agreed.",
    "version_missing": "Give the number of the map, such as 2.",
    "links_full": "This case has all the links it can have, asks that wait counted.",
    "beyond_six": "This case has six links already, so a supervisor decides on this first.",
    "beyond_by_now": "This case has six links by now. Open this page again: your reason is to say "
    "why one more helps.",
    "beyond_refused": "A supervisor did not agree to this link in the last two weeks.",
    "colleagues_full": "{most} of this case wait for your supervisor already. Wait for an answer.",
    "finding_settled": "This was answered, or is not asked any more. Nothing was changed.",
    "note_changed": "The other side wrote meanwhile. Their note stands above, yours is still here. "
    "Put them together and save again.",
    "note_full": "Your side changed this note {most} times, as often as it can. Agree by phone, "
    "and write down the rest on your own case.",
    "met_full": "Your side gave {most} days here, as many as it can. Write the day in the note.",
    "met_missing": "Give a day: when you met, or when you meet next.",
    "met_date": "Give a day, such as 24 11 2026.",
    "met_future": "You met on a day that is to come? Give it as the next date.",
    "met_past": "Give a day within the last year.",
    "link_is_over": "This link is over. If it is needed, ask for it anew.",
    "link_not_open": "This was answered or has lapsed.",
    "ask_accepted": "It was accepted meanwhile. It is a link now: end it on its own page.",
    "link_to_confirm": "A worker before you agreed to this link. Confirm it on its own page first, "
    "or end it there.",
    "without_renewed": "This is shared without agreement, so nobody renews it alone. When its day "
    "has come, ask anew: a second person decides again.",
    "agreement_stands": "They said Yes since. Share by agreement: open the page again.",
    "already_asked": "You asked this case already, and that ask still stands.",
    "sharing_waits": "This waits for your supervisor already. They decide on what you wrote first.",
    "sharer_gone": "Whoever asked for this no longer works with the case, so nothing is shared.",
    "sharing_settled": "This was decided, or its time is over. Nothing was changed.",
    "not_urgent": "You did not say that it is urgent now, so a supervisor decides first.",
    "refused_before": "This, or another sharing of this case, was refused or not agreed to in the "
    "last two weeks, so a supervisor decides first.",
    "too_soon": "A supervisor still has time to answer. Try again when 15 minutes are over.",
    "asker_gone": "Whoever asked no longer works with that case, so this cannot be accepted.",
    "own_close": "You asked to close this case, so another supervisor agrees.",
    "nothing_ticked": "Tick what is to be erased.",
    "nothing_kept": "No map is kept on this case yet.",
    "role_unknown": "Choose a role.",
    "phone_shape": "Give the phone number in digits, such as 07700 900123.",
    "worker_exists": "There is an account with this e-mail address.",
    "no_such_worker": "There is no account with this e-mail address.",
    "no_such_reference": "There is no case with this reference.",
    "no_such_case": "There is no open case with this reference.",
    "team_exists": "There is a team of this name.",
    "own_account": "This is your own account. Ask another administrator.",
    "still_allocated": "They have cases. Allocate the cases to somebody else first.",
    "may_not_be_allocated": "Only a practitioner or a supervisor with an open account has cases.",
    "day_far": "Give a day within {years} years of today.",
    "starts_date": "Give the first day as day, month and year.",
    "ends_date": "Give the last day as day, month and year.",
    "ends_before": "The end must be after the beginning.",
    "allocated_already": "They have this case from that day on, or it waits to be agreed.",
    "nobody_agrees": "The team of this case has no supervisor who could agree.",
    "import_refused": "Nothing was taken of the file.",
    "import_nothing": "This file changes nothing.",
    "import_much": (
        "This file changes more than {most} things that {team} has already, more than its "
        "supervisor can read through. Bring it in in parts."
    ),
    "import_nobody": "A team of this file has no supervisor who could agree: {teams}.",
    "not_your_own": "Nobody agrees to what they asked for, or to a case of their own.",
    "answered_already": "This was answered before.",
    "email_shape": "This is not an e-mail address.",
    "email_ascii": (
        "Type the address of a new account in plain letters a to z, without accents: some letters "
        "only look like these."
    ),
    "number_between": "Give a whole number from {least} to {most}.",
    "day_shape": "Give the day as day, month and year.",
    "drawing_on": "A drawing is already under way on this case.",
    "worker_unknown": "No worker who can take a case has this e-mail address.",
    "not_yourself": "Nobody gives a case to themself. Ask another supervisor.",
    "has_it_already": "This worker has the case already.",
    "hours_most": "You can give it for {most} hours at most.",
    "records_full": "You made {most} records within a day. Make the next one tomorrow.",
    "asks_full": "{most} of your asks still wait. Wait for an answer first.",
    "cover_past": "The first day must be today or later.",
    "cover_ends": "The last day must not be before the first.",
    "cover_long": "A cover lasts {most} days at most. After that, allocate their cases.",
    "cover_unknown": "Choose somebody of the team.",
    "cover_team": "Choose two of one team.",
    "cover_same": "Nobody covers for themself. Choose two people.",
    "cover_yourself": "You cannot name yourself. Ask another supervisor.",
    "cover_there": "Somebody covers for them on one of these days already, or it waits.",
    "cover_covers": "They cover for somebody on one of these days. End that first.",
    "cover_away": "They are away on one of these days themself.",
    "cover_nobody": "Their team has no other supervisor who could agree.",
    "clock_time": "Give a time such as 09:00.",
    "closes_first": "The end must be after the beginning.",
    "week_empty": "Give hours for one day at least.",
    "closed_date": "Give the closed day as day, month and year.",
    "closed_past": "The closed day must be today or later.",
    "closed_there": "This day is there already.",
    "closed_many": "A team keeps {most} closed days at most. Take one away first.",
    "away_past": "The last day must be today or later.",
    "away_long": "Say {most} days at most. After that, your cases are allocated to somebody.",
    "away_many": "{most} stretches of days stand here already. Take one back first.",
    "cover_gone": "One of them is no longer in your team. Refuse this one.",
    "not_a_supervisor": "No supervisor has this e-mail address. Only a supervisor can be on duty.",
    "drawings_full": "You have {most} drawings under way. End one on its case first.",
}
"""What a worker's page may be told."""

SENTENCES: dict[str, str] = {**YOUNG, **WORKERS}

PARTS: dict[str, str] = {
    "found_name": "a full name",
    "found_phone": "a phone number",
    "found_email": "an e-mail address",
    "found_handle": "a social media name",
    "found_address": "an address",
    "found_other": "something",
    "quoted": "{found} (“{text}”)",
    "listed": "{first}, {next}",
    "and": "{first} and {last}",
    "wait_moment": "a moment",
    "wait_second": "1 second",
    "wait_seconds": "{n} seconds",
    "wait_minutes": "{n} minutes",
    "wait_hours": "{n} hours",
}
"""What is filled into the sentences above, and how lists of it are put together."""


def sentence(
    refusal: Refused, said: Mapping[str, str] = SENTENCES, parts: Mapping[str, str] = PARTS
) -> str:
    """One plain sentence for a refusal; an unknown code says only that something went wrong.

    `said` and `parts` are another language's (`words.languages`) on a young person's page.
    """
    template = said.get(refusal.code, said["something_wrong"])
    return template.format_map(_Parts(refusal.data, parts))


def field_of(refusal: Refused) -> str | None:
    """The form field that a refusal is about, if it is about one."""
    field = refusal.data.get("field")
    return field if isinstance(field, str) else None


class _Parts(dict[str, object]):
    """Data as words: seconds as a wait, findings quoted; a part that is missing stays visible."""

    def __init__(self, data: Mapping[str, object], parts: Mapping[str, str]) -> None:
        super().__init__(data)
        seconds = data.get("seconds")
        timed = isinstance(seconds, int | float)
        self["wait"] = wait(seconds, parts) if timed else parts["wait_moment"]
        found = data.get("found")
        if isinstance(found, Iterable) and not isinstance(found, str):
            self["found"] = findings(found, parts)

    def __missing__(self, key: str) -> str:
        return "…"


def wait(seconds: float, parts: Mapping[str, str] = PARTS) -> str:
    """A wait in words: "20 seconds", "3 minutes", "6 hours"."""
    if seconds <= 90:
        whole = max(1, round(seconds))
        return parts["wait_second"] if whole == 1 else parts["wait_seconds"].format(n=whole)
    if seconds <= 90 * 60:
        return parts["wait_minutes"].format(n=round(seconds / 60))
    return parts["wait_hours"].format(n=round(seconds / 3600))


def findings(found: Iterable[object], parts: Mapping[str, str] = PARTS) -> str:
    """What screening found, quoted: a full name (“…”), a phone number (“…”)."""
    said = [
        parts["quoted"].format(
            found=parts.get(f"found_{getattr(item, 'kind', '')}", parts["found_other"]),
            text=getattr(item, "text", ""),
        )
        for item in found
    ]
    if len(said) < 2:
        return said[0] if said else "…"
    first = said[0]
    for each in said[1:-1]:
        first = parts["listed"].format(first=first, next=each)
    return parts["and"].format(first=first, last=said[-1])
