"""Subject access: whose record is asked for, and who asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .cases import parse_reference
from .forms import Form


class AskedBy(StrEnum):
    """Who asked to have what is held of a young person."""

    THEMSELVES = "themselves"
    FOR_THEM = "for_them"
    """Somebody with the right to ask for them, such as a parent or a solicitor."""
    COURT = "court"


@dataclass(frozen=True, slots=True)
class SubjectAsk:
    """One case's whole reference, and who asked."""

    reference: str
    asked_by: AskedBy


def parse_subject_ask(raw: Mapping[str, object]) -> SubjectAsk:
    """A form's ask: there is no search and no list.

    Raises `Problems` with `reference_missing`, `reference_shape`, `choose_one` ("asked_by").
    """
    form = Form(raw)
    reference = form.reading("reference", parse_reference, "")
    asked_by = form.choice("asked_by", AskedBy, AskedBy.THEMSELVES)
    form.finish()
    return SubjectAsk(reference, asked_by)
