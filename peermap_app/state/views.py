"""What worker pages show: frozen, plain, already in words. Rows never become vars."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of a summary list."""

    term: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a form; `hint` may say what it means."""

    value: str = ""
    words: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class AlertRow:
    """A card of the inbox. `kind` is "flag" or "link"; `open` says it is still to do."""

    id: str = ""
    href: str = ""
    kind: str = ""
    tag: str = ""
    title: str = ""
    about: str = ""
    source: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class Ack:
    """What one worker who was told has said."""

    id: str = ""
    who: str = ""
    words: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """A colleague to talk to. `call` and `email`: tel: and mailto: with nothing of the case."""

    name: str = ""
    call: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class AlertView:
    """One alert, opened. `call` and `email`: tel: and mailto: with nothing of the case."""

    id: str = ""
    kind: str = ""
    tag: str = ""
    title: str = ""
    facts: list[Pair] = field(default_factory=list)
    talk_to: str = ""
    call: str = ""
    email: str = ""
    seen: str = ""
    phone: str = ""
    address: str = ""
    in_touch: str = ""
    why: str = ""
    changes: list[ChangeRow] = field(default_factory=list)
    over: str = ""
    """Why it asks nothing any more; "" while it does."""
    number: int = 0
    """How many changes it shows."""
    told: list[Ack] = field(default_factory=list)
    """Who was told over this link, when and why, and what they said."""
    alone: bool = False
    """The reader has this alert alone; then `works_with` heads those in `contacts`."""
    works_with: str = ""
    contacts: list[Contact] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A card of My cases."""

    id: str = ""
    href: str = ""
    reference: str = ""
    who: str = ""
    todo: str = ""
    until: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """An older kept map that stays readable."""

    href: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A linked case, or one that was asked for. `href` is empty where there is nothing to open.
    `back`: an ask of the own side that the reader may take back. `good`: to build on."""

    id: str = ""
    href: str = ""
    title: str = ""
    note: str = ""
    back: bool = False
    good: bool = False


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A flag that was sent, with what came back."""

    id: str = ""
    href: str = ""
    title: str = ""
    when: str = ""
    acks: list[Ack] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PictureView:
    """A kept map: a picture as a data address, its twin in words, and what was agreed."""

    src: str = ""
    alt: str = ""
    caption: str = ""
    answers: str = ""
    now: str = ""
    """The newest answers with their day, where they differ from `answers`."""
    lines: list[str] = field(default_factory=list)
    facts: list[Pair] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """Who else came to a case; `new` until it was seen once."""

    words: str = ""
    new: bool = False


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One thing on its case's page. `href`: where it is answered, "" where it is not."""

    id: str = ""
    href: str = ""
    title: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The page of one question. `map_to`: where the map can be drawn again, "" for no map."""

    id: str = ""
    thing: str = ""
    reference: str = ""
    title: str = ""
    lead: str = ""
    lapsed: bool = False
    keep: str = ""
    end: str = ""
    end_hint: str = ""
    why_now: str = ""
    until_hint: str = ""
    map_to: str = ""
    closed_why: str = ""


@dataclass(frozen=True, slots=True)
class HeldRow:
    """What the case's own record already holds of one connection. `href`: "" for a cover."""

    id: str = ""
    href: str = ""
    title: str = ""
    known: str = ""
    source: str = ""
    shown: str = ""
    stands: str = ""


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case page. Strengths stand before worries (rule 9)."""

    id: str = ""
    reference: str = ""
    facts: list[Pair] = field(default_factory=list)
    good: str = ""
    tricky: str = ""
    draw_to: str = ""
    draw_words: str = ""
    has_map: bool = False
    no_map: str = ""
    picture: PictureView = field(default_factory=PictureView)
    map_to: str = ""
    agreed_task: str = ""
    agreed_to: str = ""
    declined: str = ""
    now_said: str = ""
    """The answers as they stand; empty while nobody changed their mind."""
    changes: list[str] = field(default_factory=list)
    card: str = ""
    """Whether My map was handed out, and how it ended."""
    card_open: bool = False
    versions: list[Version] = field(default_factory=list)
    step: str = ""
    step_review: str = ""
    asks_step: bool = False
    no_step_why: str = ""
    steps_ended: str = ""
    link_count: str = ""
    links: list[LinkRow] = field(default_factory=list)
    link_to: str = ""
    no_link_why: str = ""
    without_to: str = ""
    """Where a link may be asked for without agreement; "" where it may not."""
    sharings: list[LinkRow] = field(default_factory=list)
    beyond: list[LinkRow] = field(default_factory=list)
    """What waits beyond six links by agreement, or was decided lately."""
    find_colleague: str = ""
    finding_to: str = ""
    findings: list[LinkRow] = field(default_factory=list)
    flags: list[FlagRow] = field(default_factory=list)
    flag_to: str = ""
    held: list[HeldRow] = field(default_factory=list)
    half_flag: str = ""
    half_shared: list[LinkRow] = field(default_factory=list)
    covering: bool = False
    """The reader has it for some hours: what outlives these is not offered."""
    company: list[CompanyRow] = field(default_factory=list)
    again: list[ReviewRow] = field(default_factory=list)
    again_said: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MapView:
    """One kept version on a page of its own."""

    id: str = ""
    case_id: str = ""
    consent_id: str = ""
    title: str = ""
    reference: str = ""
    picture: PictureView = field(default_factory=PictureView)
    before: PictureView = field(default_factory=PictureView)
    """The map that it was drawn from; `src` is empty without one."""
    since: str = ""
    changes: list[str] = field(default_factory=list)
    covering: bool = False


@dataclass(frozen=True, slots=True)
class WhoAgreedView:
    """What the form of who else agreed knows beforehand."""

    id: str = ""
    question: str = ""
    closed_why: str = ""


@dataclass(frozen=True, slots=True)
class ToldRow:
    """Those of one linked case whom a flag reaches unless they are left out with a reason; `also`:
    who would be told beside those who work with it."""

    id: str = ""
    name: str = ""
    field: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class KindOption:
    """One kind of flag; `soon`: the urgency that it proposes."""

    value: str = ""
    words: str = ""
    soon: str = ""


@dataclass(frozen=True, slots=True)
class FlagFormView:
    """What the flag form knows beforehand."""

    id: str = ""
    reference: str = ""
    kinds: list[KindOption] = field(default_factory=list)
    told_label: str = ""
    told: list[ToldRow] = field(default_factory=list)
    review: str = ""
    review_hint: str = ""
    form_id: str = ""
    draft: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of a flag. `before`, `seen`: for its own side alone."""

    id: str = ""
    title: str = ""
    text: str = ""
    why: str = ""
    before: str = ""
    seen: str = ""


@dataclass(frozen=True, slots=True)
class FlagSentView:
    """A flag as its sender sees it. `acts`: what can be done with it, each with its page."""

    changes: list[ChangeRow] = field(default_factory=list)
    acts: list[Option] = field(default_factory=list)
    id: str = ""
    title: str = ""
    tag: str = ""
    facts: list[Pair] = field(default_factory=list)
    acks: list[Ack] = field(default_factory=list)
    left_out: list[Pair] = field(default_factory=list)
    case_to: str = ""
    over: str = ""
    nobody_left: str = ""
    not_told: str = ""


@dataclass(frozen=True, slots=True)
class MeView:
    """Who is signed in."""

    facts: list[Pair] = field(default_factory=list)
    drawing_open: str = ""


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """Where somebody is signed in themself."""

    id: str = ""
    name: str = ""
    begun: str = ""
    seen: str = ""
    draws: str = ""
    end_named: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class RecoveryRow:
    """A colleague who cannot sign in, for the supervisor who knows them."""

    id: str = ""
    name: str = ""
    about: str = ""
    needs: str = ""
    asked: str = ""
    agree_named: str = ""
    refuse_named: str = ""


@dataclass(frozen=True, slots=True)
class LockedView:
    """A locked copy, for the data protection lead; `title` is empty until one was opened."""

    title: str = ""
    since: str = ""
    picture: PictureView = field(default_factory=PictureView)
    rests: list[str] = field(default_factory=list)
