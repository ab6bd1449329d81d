"""Sheets set as PDF or PNG: a template of ours, words and pictures as data, fonts of ours.

What is drawn comes as the SVG of `domain/picture.py`. Nothing that comes in is read as a template,
no file and no network is reached. Blocking, 30 to 100 ms: call it in a thread, outside a unit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

import typst

_SHEETS = Path(__file__).parent / "sheets"
_FONTS = Path(__file__).parent.parent / "fonts"
_DOTS = 144.0
"""Dots an inch of a picture: an A4 page becomes about 1700 wide, sharp on a phone."""

Format = Literal["pdf", "png"]


def typeset(
    name: str, sheet: Mapping[str, object], pictures: Mapping[str, str], at: datetime, form: Format
) -> bytes:
    """One sheet, from `sheets/{name}.typ`.

    Args:
        name: which template.
        sheet: its words; plain data.
        pictures: SVG text by the name that the template knows.
        at: when it is made; it stands in a PDF.
        form: PDF, tagged, to PDF/UA-1 where its letters allow it; or PNG of one page.

    A letter that is in no font of ours is looked for in the machine's own fonts; one that is in
    none of those is shown as a box.
    """
    template = _SHEETS / f"{name}.typ"
    given = {"sheet": json.dumps(sheet), **pictures}
    strict, ours = True, True
    try:
        pdf = _compiled(template, given, at, "pdf", strict=True, ours=True)
    except typst.TypstError as problem:
        strict, ours = False, _NO_GLYPH not in str(problem)
    if strict and form == "pdf":
        return pdf
    return _compiled(template, given, at, form, strict=False, ours=ours)


_NO_GLYPH = "could not be displayed"
"""Said by the strict standard of a letter that no font has. (It also refuses letters that a font
builds of parts, which is right for reading aloud and no reason for another font.)"""


def _compiled(
    template: Path, given: dict[str, str], at: datetime, form: Format, *, strict: bool, ours: bool
) -> bytes:
    pdf = form == "pdf"
    return typst.compile(
        template,
        root=_SHEETS,
        font_paths=_fonts(ours_alone=ours),
        sys_inputs=given,
        format=form,
        ppi=None if pdf else _DOTS,
        pdf_standards="ua-1" if strict else None,
        timestamp=at.replace(microsecond=0),
    )


@cache
def _fonts(*, ours_alone: bool) -> typst.Fonts:
    """Read once: ours, and for letters that they lack, those of the machine."""
    return typst.Fonts(
        include_system_fonts=not ours_alone,
        include_embedded_fonts=False,
        font_paths=[str(_FONTS)],
    )
