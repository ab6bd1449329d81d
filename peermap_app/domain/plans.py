"""What happens next (rule 9): a protective step, or "no step needed, because"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .forms import Form


class StepKind(StrEnum):
    """A map kept for planning leads to one of the two."""

    STEP = "step"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NextStep:
    """A protective step with its review date, or the reason why none is needed."""

    kind: StepKind
    text: str
    because: str
    review: date | None
    screened_reason: str | None = None


def parse_next_step(raw: Mapping[str, object], today: date) -> NextStep:
    """From a form: kind ("step"/"none"), then text and review, or because.

    Raises `Problems`; free text is screened, and `screened_reason` lets it stand (rule 2).
    """
    form = Form(raw)
    kind = form.choice("kind", StepKind, StepKind.STEP)
    if form.raw("kind") not in tuple(StepKind):
        form.finish()  # which fields there are follows from the choice: one fault is enough
    text = because = ""
    review = None
    if kind is StepKind.STEP:
        text = form.text("text", longest=500)
        review = form.review("review", today)
    else:
        because = form.text("because", longest=500)
    reason = form.screening_settled()
    form.finish()
    return NextStep(kind, text, because, review, reason)
