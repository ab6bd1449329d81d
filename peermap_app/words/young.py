"""Every word on a young person's screens. One catalogue with a version: consent points at it.

Rules (product.md, "Words for young people"): at most 15 words a sentence, one idea, active voice,
no jargon, Flesch-Kincaid grade at most 4 over each page; `tests/house/` measures all of it. A
sentence's id is its page and key, such as `start.nothing_kept`. `{worker}` is a first name.
"""

from collections.abc import Mapping

from . import young_copy, young_say
from .my_map import PAGES as _MY_MAP_PAGES
from .young_board import BOARD as _BOARD
from .young_comfort import COMFORT

BOARD, COPY, HERE = _BOARD, young_copy.COPY, young_say.HERE
STEPS, WHAT_IF = young_say.STEPS, young_say.WHAT_IF

VERSION = "en-2026-11-29-1"
"""Changes whenever a sentence of START, CONSENT, STEPS, WHAT_IF or HERE does; kept with every
consent."""
LANGUAGE = "en"

POLICE = "Police cannot use this app. A court can make us share."
WHO_SEES = "Workers on your case, their manager and our records checker can see it."
FIXED = (POLICE, WHO_SEES)
"""The two fixed sentences of product.md."""

COMMON: dict[str, str] = {
    "read_to_me": "Read it to me",
    "read_aloud": "Read this aloud",
    "stop_reading": "Stop reading",
    "yes": "Yes",
    "no": "No",
    "not_sure": "Not sure",
    "go_back": "Go back",
    "offline": "No connection. Your map is safe here. Carry on drawing.",
    "no_connection": "No connection. It comes back by itself.",
    "lost_tap": "We lost touch. Look, and tap that again.",
    "slow_tap": "We are waiting for the connection.",
    "held_tap": "No connection. That did not count. Wait a little.",
    "not_sent": "No connection. Nothing was sent. Try again soon.",
    "loading": "One moment.",
    "opening": "One moment. Your page is on its way.",
    "broken": "Something went wrong here",
    "broken_not_you": "You did nothing wrong.",
    "broken_on": "Open the page again. You go on from there.",
    "broken_again": "Open it again",
    "no_script": "This page needs JavaScript. Ask your worker for help.",
    "language": "Language",
}

JOIN: dict[str, str] = {
    "page": "Join · PeerMap",
    "title": "Join a drawing",
    "lead": "Your worker has a code for you.",
    "code": "Type the code",
    "code_hint": "Six letters and numbers, like 7KD 4QM.",
    "join": "Join",
    "link_title": "Ready to draw?",
    "link_lead": "Tap the button. Your worker then says yes to this tablet.",
    "link_join": "Join the drawing",
    "problem": "Nearly. Look again.",
    "go_on": "Go on with your drawing",
}

AWAY: dict[str, str] = {
    "title": "No connection",
    "lead": "This page comes back by itself.",
    "goes_on": "This does not end your drawing.",
    "worker": "If it takes long, tell your worker.",
    "danger": "In danger now? Call 999.",
    "again": "Try again",
}
"""In place of the tablet's pages when they are loaded without a connection (assets/sw.js)."""

WAIT: dict[str, str] = {
    "title": "Nearly there",
    "lead": "Your worker checks that this is the right tablet.",
    "hint": "Hold on. The next page opens by itself.",
}

START: dict[str, str] = {
    "title": "This is your map",
    "lead": "You draw the people and places that matter to you.",
    "your_worker": "{worker} is your worker.",
    "helps": "It helps you and {worker} plan how you stay safe.",
    "sees": "{worker} sees it while you draw.",
    "skip": "Skip anything. Stop when you like.",
    "initials": "Use initials. No full names.",
    "must_tell": (
        "If someone may get hurt, {worker} may have to tell. They will tell you first if they can."
    ),
    "nothing_kept": "Nothing is kept unless you say yes at the end.",
    "start": "Start drawing",
    "not_today": "Not today",
    "try_first": "Try it first",
}

CONSENT: dict[str, str] = {
    "title": "Your map, your say",
    "still": "This is what you drew. It stays still while you choose.",
    "version": "Changes so far: {number}.",
    "change_it": "Go back and change it",
    "who_sees": WHO_SEES,
    "police": POLICE,
    "change_mind": "You can change your mind. Some things can’t be undone.",
    "must_tell": (
        "If someone may get hurt, your worker may have to tell. "
        "They will tell you first if they can."
    ),
    "same_help": "You get the same help if you say no.",
    "keep": "Keep this map in my file?",
    "keep_more": (
        "Workers on my case can look at it again. If a big decision used it, a locked copy stays."
    ),
    "plan": "Use it to plan how I stay safe?",
    "plan_more": "My worker and I choose what goes in.",
    "talk": "Can our workers talk together?",
    "talk_more": (
        "Mine and my friends’. They will know we are friends. "
        "They can warn each other. They do not see this map."
    ),
    "yes": "Yes",
    "no": "No",
    "not_sure": "Not sure",
    "unanswered": "No answer counts as Not sure.",
    "anew": "Your first answers are gone. Please say them again.",
    "closed": "You said no to keeping it. So we do not ask this.",
    "mark": "Make your mark. Any squiggle is fine.",
    "mark_label": "A box to draw your mark in",
    "mark_again": "Rub out and try again",
    "mark_done": "Your mark is there.",
    "tick": "Use a tick instead",
    "tick_done": "Your tick is there.",
    "squiggle": "Use a squiggle instead",
    "keep_button": "Keep what I said yes to",
    "dont_keep_button": "Don’t keep anything",
    "later_button": "Finish later",
}
"""Your map, your say. Its wording is what VERSION stands for."""

NOT_SURE: dict[str, str] = {
    "title": "Not sure is fine",
    "lead": "We keep nothing for now.",
    "later_offer": "You can finish later. Or choose again.",
    "later_button": "Finish later",
    "choose_again": "Choose again",
    "dont_keep_button": "Don’t keep anything",
}
"""Shown when "Keep what I said yes to" was tapped and the first answer is Not sure."""

AGAIN: dict[str, str] = {
    "lead": "We can start from your map of {day}.",
    "stays": "The old one stays as it is.",
    "start": "Start from my map",
    "empty": "Start with an empty map",
    "before": "Your map before",
    "before_is": "This is your map of {day}. It stays as it is.",
    "before_label": "The map you had before. It stands still.",
    "close": "Close",
}
"""A drawing that starts from a kept map, and the earlier one beside it."""

HANDED: dict[str, str] = {
    "waits": "Your map waits a few hours at most. Then it goes.",
    "done": "Give this device back to {worker}.",
    "back_to_work": "Back to work: sign in",
}
"""On a worker's own device that was handed over: nobody signs out of it. The link is theirs."""

DONT_KEEP: dict[str, str] = {
    "title": "Keep nothing?",
    "lead": "We throw this map away. You can’t get it back.",
    "remember": "{worker} has seen it and may remember.",
    "yes": "Yes, keep nothing",
    "no": "No, go back",
}

FINISH_LATER: dict[str, str] = {
    "title": "Finish later?",
    "lead": "Your map waits until {worker} signs out. Then it goes.",
    "not_file": "It is not in your file.",
    "no_reminder": "Nobody will ask you about it again.",
    "yes": "Yes, finish later",
    "no": "No, go back",
}
"""Asks for the young person's own Yes before anything waits (rule 3)."""

LATER: dict[str, str] = {
    "title": "Your map waits",
    "lead": "It waits until {worker} signs out. Then it goes.",
    "not_file": "It is not in your file.",
    "carry_on": "Carry on drawing",
    "dont_keep": "Don’t keep anything",
}

KEPT: dict[str, str] = {
    "title": "Your map is in your file",
    "thanks": "Thank you for your say.",
    "said": "This is what you said.",
    "keep_yes": "Keep it: Yes.",
    "plan_yes": "Plan with it: Yes.",
    "plan_no": "Plan with it: No. So nobody plans with it.",
    "plan_not_sure": "Plan with it: Not sure. So nobody plans with it.",
    "talk_yes": "Workers can talk: Yes.",
    "talk_no": "Workers can talk: No. So they do not talk because of this map.",
    "talk_not_sure": "Workers can talk: Not sure. So they do not talk because of this map.",
    "change_mind": "You can change your mind. Some things can’t be undone.",
    "ask": "To change it, tell {worker}.",
    "done": "You can give the tablet back now.",
}

NOT_KEPT: dict[str, str] = {
    "title": "Nothing was kept",
    "lead": "Your map has gone.",
    "remember": "{worker} has seen it and may remember.",
    "same_help": "You get the same help.",
    "done": "You can give the tablet back now.",
}

NOT_TODAY: dict[str, str] = {
    "title": "Not today is fine",
    "lead": "Nothing was drawn. Nothing was kept.",
    "same_help": "You get the same help.",
    "done": "You can give the tablet back now.",
}

ENDED: dict[str, str] = {
    "title": "This drawing has ended",
    "lead": "Nothing was kept.",
    "remember": "{worker} has seen it and may remember.",
    "again": "To draw again, ask for a new code.",
    "done": "You can give the tablet back now.",
}
"""Ended by the worker, by signing out, or because the day's session was over."""

ASKED_WITH = ("start", "consent", "steps", "what_if", "here")
"""The pages that VERSION stands for: before drawing, and Your map, your say with its asides."""

PAGES: dict[str, dict[str, str]] = {
    "common": COMMON,
    "join": JOIN,
    "away": AWAY,
    "wait": WAIT,
    "start": START,
    "comfort": COMFORT,
    "board": BOARD,
    "consent": CONSENT,
    "steps": STEPS,
    "what_if": WHAT_IF,
    "here": HERE,
    "not_sure": NOT_SURE,
    "dont_keep": DONT_KEEP,
    "finish_later": FINISH_LATER,
    "later": LATER,
    "kept": KEPT,
    "not_kept": NOT_KEPT,
    "not_today": NOT_TODAY,
    "ended": ENDED,
    "copy": COPY,
    "again": AGAIN,
    "handed": HANDED,
    **_MY_MAP_PAGES,
}
"""Every page by its id; `start.title` is PAGES["start"]["title"]."""


def shown(pages: Mapping[str, Mapping[str, str]], **parts: str) -> dict[str, str]:
    """What a young person read before they chose, by the ids of the sentences, parts filled in."""
    return {
        f"{page}.{key}": fill(text, **parts)
        for page in ASKED_WITH
        for key, text in pages[page].items()
    }


def fill(text: str, **parts: str) -> str:
    """A sentence with its `{parts}` filled in; nothing else in it is touched."""
    for name, value in parts.items():
        text = text.replace("{" + name + "}", value)
    return text
