"""Sentences on a worker's page that hold a value: a name, a day, a count."""

from .worker_pages import FOUND_KINDS, LINKED_CASE_FLAGGED, URGENCIES


def flagged_tag(urgency: str) -> str:
    """Above an inbox card for a flag: how soon it must be known; "" where it asks nothing more."""
    soon = URGENCIES.get(urgency, "").lower()
    return f"{LINKED_CASE_FLAGGED} · {soon}" if soon else LINKED_CASE_FLAGGED


def flagged_title(other: str, kind: str) -> str:
    """Title of an inbox card for a flag."""
    return f"{other} · {kind}"


def linked_with(own: str, ago: str) -> str:
    """Second line of an inbox card for a flag."""
    return f"linked with your {own} · {ago}"


def sent_from(name: str, team: str) -> str:
    """Third line of an inbox card."""
    return f"from {name}, {team}" if team else f"from {name}"


def more_wait(count: int) -> str:
    """Under an inbox that has no room for all that was not seen; nothing where it has."""
    if count <= 0:
        return ""
    more = "1 more alert waits" if count == 1 else f"{count} more alerts wait"
    return (
        f"{more}. What is for now stands first. Say “I have seen this” and the next ones come up."
    )


def asks_to_link(name: str, own: str) -> str:
    """Title of an inbox card for a link that was asked for."""
    return f"{name} would like to link with your {own}"


def asked_when(team: str, ago: str) -> str:
    """Second line of an inbox card for a link that was asked for."""
    return f"{team} · asked {ago}" if team else f"asked {ago}"


def is_linked_with(other: str, own: str) -> str:
    """Title of an opened alert."""
    return f"{other} is linked with your {own}"


def talk_to(first_name: str) -> str:
    """Heading above Call and Email."""
    return f"Talk to {first_name}"


def why_you_see_it(own: str) -> str:
    """Below an opened alert."""
    return (
        f"You see this because you work with {own} and both workers agreed the link. "
        "Opening it is recorded."
    )


def you_saw_it(when: str) -> str:
    """Said instead of the first button."""
    return f"You have seen this · {when}"


def you_were_in_touch(when: str) -> str:
    """Said instead of the second button."""
    return f"You have been in touch · {when}"


def agreed_on(why: str, day: str) -> str:
    """Why a flag could be shared: our own reason for the link, and since when."""
    end = "" if why.endswith((".", "!", "?")) else "."
    return f"{why}{end} Agreed on {day}."


def told_by(told: bool, first_name: str, because: str) -> str:
    """Whether the young person knows, for the worker who is alerted."""
    if told:
        return f"Yes, by {first_name}"
    return f"Not yet: {because}" if because else "Not yet"


def asks_waiting(count: int) -> str:
    """Asks to link that wait on a case."""
    return "1 colleague asks to link" if count == 1 else f"{count} colleagues ask to link"


def declined_on(day: str) -> str:
    """Only that the offer was made and declined (rule 3); an earlier map stands (rule 4)."""
    return f"Keeping a drawing was offered and declined ({day})."


def born(initials: str, year: int | None) -> str:
    """A young person, as little as it takes."""
    return f"{initials}, born {year}" if year else initials


def you(name: str) -> str:
    """The reader among the allocated workers."""
    return f"{name} (you)"


def good(what: str) -> str:
    """Strengths, before worries (rule 9)."""
    return f"Good: {what}"


def tricky(what: str) -> str:
    """Worries, after strengths."""
    return f"Tricky: {what}"


def map_of(initials: str) -> str:
    """What the picture is, for someone who does not see it."""
    return f"The map that {initials} drew. The same as a list stands below the picture."


def map_caption(day: str, initials: str) -> str:
    """Under a kept map."""
    return f"Kept {day} · purpose: plan safety with {initials}"


def answers_line(keep: str, plan: str, talk: str) -> str:
    """The three answers as they stand."""
    return f"Keep: {keep} · Plan: {plan} · Workers talk: {talk}"


def said_now(answers: str, day: str) -> str:
    """Beside the answers that were given with a map, where newer ones hold."""
    return f"Now ({day}): {answers}"


def steps_ended(count: int) -> str:
    """Why a step is not shown any more: the agreement that it rested on was taken back."""
    steps = "1 step" if count == 1 else f"{count} steps"
    return f"{steps} ended: the newest answer to planning is not Yes."


def changed_since(number: int, day: str) -> str:
    """Above what has changed."""
    return f"Since map {number}, kept {day}"


def earlier_caption(number: int, day: str) -> str:
    """Under the earlier map, beside the newer one."""
    return f"Map {number}, kept {day}: as it was"


def version_line(number: int, day: str) -> str:
    """A kept version."""
    return f"Map {number}, kept {day}"


def map_title(reference: str, number: int) -> str:
    """Heading of one kept version."""
    return f"{reference} · map {number}"


def find_colleague(initials: str, supervisor: str) -> str:
    """The task that a third Yes opens while no case is linked (rule 4)."""
    helper = supervisor or "your supervisor"
    return (
        f"{initials} said that workers can talk. "
        f"If you do not know the friend’s worker, {helper} can ask other supervisors."
    )


def changed_mind(initials: str, what: str, answer: str, day: str, version: int | None) -> str:
    """One change of mind: to what, from which day, and about which map when it is about one."""
    about = f" (map {version})" if version else ""
    return f"{day}: {initials} said {answer} to “{what}”{about}."


def written_down_by(name: str, day: str) -> str:
    """Who wrote down what was said aloud, and when."""
    return f"Said aloud, written down by {name} on {day}."


def card_made(day: str) -> str:
    """That My map was handed out."""
    return f"A card for My map was handed out on {day}."


def no_step_because(because: str) -> str:
    """What happens next, when nothing needs to."""
    return f"No step needed: {because}"


def review_on(day: str) -> str:
    """Until when something stands."""
    return f"review {day}"


def links_of(count: int, most: int) -> str:
    """Beside the heading of linked cases."""
    return f"{count} of {most}"


def accepted_link(reference: str, name: str) -> str:
    """A linked case: its reference and its worker, no more (rule 6)."""
    return f"{reference} · {name}" if name else reference


def link_in_state(reference: str, state: str) -> str:
    """A link that waits, whether or not the reference exists (rule 8), or one that is over."""
    return f"{reference} · {state}"


def asked_of_you(name: str) -> str:
    """A link that a colleague asked for."""
    return f"{name} asks to link"


def drawn_freely(count: int) -> str:
    """Ink on the map."""
    return "Drawn freely: 1 line" if count == 1 else f"Drawn freely: {count} lines"


def place_line(place: str, people: list[str], *, feeling: str = "", when: str = "") -> str:
    """A place on the map: how it is there, when, and who is in it."""
    said = ", ".join(part for part in (feeling, when, *people) if part)
    return f"{place}: {said}" if said else place


def tie_line(one: str, other: str, feeling: str) -> str:
    """How it is between two on the map; that they are joined where nothing was said of it."""
    return f"{one} and {other}: {feeling or 'joined'}"


def sticker_line(name: str, count: int) -> str:
    """A sticker on the map, and how many of it."""
    return f"Sticker: {name}" if count == 1 else f"Sticker: {name}, {count} times"


def person_line(
    label: str,
    *,
    feeling: str,
    matters: bool,
    place: str,
    joined: list[str],
    ring: str = "",
    kind: str = "",
    shape: str = "",
    picture: str = "",
) -> str:
    """Somebody on the map: how it is first, who matters, how close, where, and with whom."""
    parts = [feeling, "really matters" if matters else "", ring, kind]
    parts.append(f"at {place}" if place else "")
    if joined:
        parts.append(f"joined with {', '.join(joined)}")
    parts += [f"shape: {shape}" if shape else "", f"picture: {picture}" if picture else ""]
    said = [part for part in parts if part]
    return f"{label}: {', '.join(said)}" if said else label


def added_later(when: str, by: str) -> str:
    """Marks what was noted after the choosing (rule 4)."""
    return f"added {when} by {by}"


def why_linking_helps(initials: str) -> str:
    """The label of the reason for a link."""
    return f"Why does linking help {initials}?"


def knows_you_share(initials: str) -> str:
    """The question of whether the young person was told."""
    return f"Does {initials} know you are sharing this?"


def recipient(name: str, reference: str) -> str:
    """Somebody who will be told."""
    return f"{name} ({reference})"


def not_yet(because: str) -> str:
    """The young person does not know yet, and why."""
    return f"Not yet, because: {because}"


def listed(names: list[str]) -> str:
    """Several in one line."""
    return ", ".join(names)


def found_line(text: str, kind: str) -> str:
    """One thing that screening found."""
    return f"“{text}” reads as {FOUND_KINDS.get(kind, 'a name')}"


def minutes_ago(count: int) -> str:
    """Less than an hour ago."""
    return f"{count} min ago"


def hours_ago(count: int) -> str:
    """Earlier today."""
    return f"{count} h ago"
