"""What the screens of a drawing show: plain, frozen, nothing of a case but what the page says.

The picture itself is in none of these: it is pushed to the page (`live.push`) and lies in no state
on the server, so that a drawing that is not kept leaves nothing behind (rule 3).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class TabletView:
    """Which screen the tablet shows.

    `screen` is "" (not known yet), "waiting", "ready", "drawing", "choosing", "later" or "over".
    """

    screen: str = ""
    worker: str = ""
    """The worker's first name."""
    ending: str = ""
    """How it ended, a value of `domain.drawing.Ending`; "" while it has not."""
    handed: bool = False
    """It is the worker's own device, handed over."""
    starts_from: str = ""
    """The day of the kept map that it starts, or started, from; "" for an empty start."""
    mark: str = ""
    """A small number that tells this drawing from the next in one tab, and nothing about it."""
    language: str = "en"
    """The language of this drawing, one that is offered."""


@dataclass(frozen=True)
class SayView:
    """Your map, your say: what was tapped so far, "" where nothing was."""

    keep: str = ""
    plan: str = ""
    talk: str = ""
    closed: bool = False
    """No to keeping: the other two cannot be answered."""
    mark: str = ""
    """"squiggle", "tick" or ""."""
    here: tuple[str, ...] = ()
    """Who is here, values of `domain.company.Here`."""
    others: bool = False
    """Somebody besides the worker is here: then it is asked whether that is OK."""
    fine: str = ""
    picture: int = 0
    """The number of the frozen picture: the version that is being answered about."""
    anew: bool = False
    """Something was said before they went back: the page says that it has to be said anew."""


@dataclass(frozen=True)
class OfferView:
    """The code and the link that a tablet joins by; shown once, to the worker who made them."""

    qr: str = ""
    """SVG text, made by us from the address."""
    address: str = ""
    """Where to type the code, without the scheme."""
    code: tuple[str, str] = ("", "")
    spoken: str = ""
    """The code letter by letter, for a screen reader."""


@dataclass(frozen=True)
class DrawingView:
    """Which screen the worker's Draw together shows.

    `screen` is "" (not known yet), "begin", "offered", "asked", "ready", "drawing", "choosing",
    "later" or "over".
    """

    screen: str = ""
    case_id: str = ""
    drawing_id: str = ""
    reference: str = ""
    initials: str = ""
    ending: str = ""
    device: str = ""
    """What the tablet that asks calls itself, such as "Android tablet"."""
    offer: OfferView = OfferView()
    starts_from: str = ""
    """The day of the kept map that it is going to start from."""
    turn: str = ""
    """Which choosing it is, so that a note about an earlier one is no note about this one."""
    noted: bool = False
    """Who was there was noted."""
    present: tuple[str, ...] = ()
    understanding: tuple[str, ...] = ()
