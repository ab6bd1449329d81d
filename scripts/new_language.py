"""Write the file of another language for young people's pages, for a translator to fill in.

    python scripts/new_language.py cy Cymraeg [--rtl]

It goes to peermap_app/words/languages/ and is offered to nobody until every sentence has words and
a named speaker has signed them off; `docs/decisions/words-and-languages.md` says how.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from peermap_app.words.languages import ENGLISH, Catalogue

FOLDER = Path(__file__).resolve().parent.parent / "peermap_app" / "words" / "languages"
_HEAD = '''\
"""{name}. Offered to nobody until SIGNED_OFF_BY and SIGNED_WORDS are filled in.

Keep every {{part}} as it is. Short, plain sentences: at most 15 words, one idea each.
"""

CODE = {code}
NAME = {name_said}
DIRECTION = {direction}
VERSION = {version}
TRANSLATES = {translates}
SIGNED_OFF_BY = {by}
SIGNED_WORDS = {signed}

WORDS: dict[str, str] = {{
'''


def written(each: Catalogue) -> str:
    """The text of a language's file."""
    head = _HEAD.format(
        name=each.name,
        code=_said(each.code),
        name_said=_said(each.name),
        direction=_said(each.direction),
        version=_said(each.version),
        translates=_said(each.translates),
        by=_said(each.signed_off_by),
        signed=_said(each.signed_words),
    )
    lines = [
        f"    # {english}\n    {_said(f'{page}.{key}')}: {_said(each.pages[page][key])},\n"
        for page, said in ENGLISH.pages.items()
        for key, english in said.items()
    ]
    return head + "".join(lines) + "}\n"


def translated(
    code: str, name: str, direction: str, say: Callable[[str], str], *, signed_off_by: str = ""
) -> Catalogue:
    """A catalogue that says each English sentence in another way; signed when somebody is named."""
    pages = {
        page: {key: say(text) for key, text in said.items()} for page, said in ENGLISH.pages.items()
    }
    version = f"{code}-{ENGLISH.version.partition('-')[2]}"
    made = Catalogue(
        code=code,
        name=name,
        direction=direction,
        version=version,
        translates=ENGLISH.version,
        signed_off_by=signed_off_by,
        signed_words="",
        pages=pages,
    )
    return replace(made, signed_words=made.digest) if signed_off_by else made


def _said(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("code", help="BCP 47, such as cy")
    parser.add_argument("name", help="what its speakers call it")
    parser.add_argument("--rtl", action="store_true", help="written from right to left")
    given = parser.parse_args()
    path = FOLDER / f"{given.code.replace('-', '_').lower()}.py"
    if path.exists():
        raise SystemExit(f"{path.name} is there already.")
    direction = "rtl" if given.rtl else "ltr"
    path.write_text(written(translated(given.code, given.name, direction, lambda _: "")))
    print(f"Written: peermap_app/words/languages/{path.name}")


if __name__ == "__main__":
    main()
