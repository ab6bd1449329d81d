"""Prints docs/access.md from the access table, which is the truth: `make access` writes it anew.

Who reads the page need not read Python; who changes the table sees in the diff of the page what it
opened. A test holds the two together.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from peermap_app.domain.access import (
    TABLET_TABLE,
    Action,
    Denied,
    Relation,
    may,
    may_system,
    may_tablet,
    may_young_person,
)
from peermap_app.domain.cases import Role
from peermap_app.domain.drawing import Phase
from peermap_app.domain.purpose import PURPOSES, Purpose

PAGE = Path(__file__).resolve().parent.parent / "docs" / "access.md"
YES = "**yes**"
REASONS = {
    "signed_out": "nobody is signed in, or the account is closed",
    "wrong_purpose": "asked for a purpose that this action does not carry (rule 1)",
    "role_may_not": "nobody of this role may, however they stand to the case",
    "not_allocated": "the role may, but not as this worker stands to the case",
    "allocation_ended": "had the case once; the right ended with the allocation",
    "tablet_may_not": "no tablet may, in whichever phase",
    "not_now": "the tablet may, in another phase of its drawing",
    "young_person_may_not": "My map does not do this",
    "system_may_not": "PeerMap does not do this by itself",
}
"""Every reason that the table gives, in words; the access record holds the code."""


def page() -> str:
    """The whole page, as Markdown."""
    return "\n".join(
        (
            "# Who may do what",
            "",
            "Printed from `peermap_app/domain/access.py` by `make access`; a test holds the two",
            "together. What has no **yes** is refused, and the refusal is recorded with the reason",
            'shown. About a case that is not theirs, the asker only sees "not found".',
            "",
            *_reasons(),
            *(line for role in Role for line in _of_role(role)),
            *_of_the_tablet(),
            *_of_my_map(),
            *_of_itself(),
            *_purposes(),
        )
    )


def _reasons() -> Iterator[str]:
    yield from ("## Reasons", "", *_table(("reason", "means"), REASONS.items()))


def _of_role(role: Role) -> Iterator[str]:
    """One row an action, one column for each way to stand to the case."""
    yield from (f"## {_words(role)}", "")
    rows = (
        (_words(action), *(_asked(action, role, each) for each in Relation)) for action in Action
    )
    yield from _table(("action", *(_words(each) for each in Relation)), rows)


def _asked(action: Action, role: Role, relation: Relation) -> str:
    """Asked for a purpose that the action carries."""
    purposes = PURPOSES.get(action, frozenset({None}))
    answers = {_said(may(action, role=role, relation=relation, purpose=one)) for one in purposes}
    return " / ".join(sorted(answers))


def _of_itself() -> Iterator[str]:
    """What the keeper does when a day comes."""
    yield from (
        "## PeerMap itself",
        "",
        "On a day that an import said beforehand. It opens no case, and nobody can be it:",
        "",
        *(f"- {_words(action)}" for action in Action if may_system(action)),
        "",
    )


def _of_the_tablet() -> Iterator[str]:
    yield from (
        "## The tablet of a drawing",
        "",
        "The tablet that joined, while its worker has the case today. It sees nothing of any case.",
        "What is not in this list no tablet may.",
        "",
    )
    rows = (
        (_words(action), *(_said(may_tablet(action, each)) for each in Phase))
        for action in Action
        if action in TABLET_TABLE
    )
    yield from _table(("action", *(_words(each) for each in Phase)), rows)


def _of_my_map() -> Iterator[str]:
    yield from (
        "## The young person in My map",
        "",
        "With their card and the PIN that they chose, on their card's own case:",
        "",
        *(f"- {_words(action)}" for action in Action if may_young_person(action)),
        "",
    )


def _purposes() -> Iterator[str]:
    """Which of the two purposes each action carries."""
    yield from (
        "## Purposes",
        "",
        "`plan`: plan safety together with this young person. `coordinate`: coordinate work with",
        "linked young people from what is already held. There is no third (rule 1).",
        "",
    )
    rows = (
        (_words(action), *(YES if each in PURPOSES.get(action, ()) else "" for each in Purpose))
        for action in Action
    )
    yield from _table(("action", *(each.value for each in Purpose)), rows)


def _said(answer: object) -> str:
    return answer.reason if isinstance(answer, Denied) else YES


def _words(name: str) -> str:
    return str(name).replace("_", " ")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heading = tuple(head)
    for cells in (heading, ("---",) * len(heading), *rows):
        yield f"| {' | '.join(cells)} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name} written\n")
