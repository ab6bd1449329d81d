"""docs/access.md says what the access table says, and gives a word for each reason."""

from __future__ import annotations

from itertools import product

from peermap_app.domain.access import (
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
from peermap_app.domain.purpose import Purpose
from scripts import access_doc


def test_the_page_is_what_the_table_says() -> None:
    """Printed anew it is the same; `make access` writes it."""
    assert access_doc.PAGE.read_text(encoding="utf-8") == access_doc.page()


def test_every_reason_has_words() -> None:
    """Each reason that any question gets stands in the page in words, and no other."""
    answers = [
        *(
            may(action, role=role, relation=relation, purpose=purpose)
            for action, role, relation, purpose in product(
                Action, (None, *Role), Relation, (None, *Purpose)
            )
        ),
        *(may_tablet(action, phase) for action, phase in product(Action, Phase)),
        *(may_young_person(action) for action in Action),
        *(may_system(action) for action in Action),
    ]
    assert {each.reason for each in answers if isinstance(each, Denied)} == set(access_doc.REASONS)


def test_every_question_is_on_the_page() -> None:
    """A role, a relation or an action that is added stands there as well."""
    page = access_doc.page()
    for role in Role:
        rows = page.split(f"## {role.value.replace('_', ' ')}\n")[1].split("\n## ")[0]
        assert all(f"| {action.value.replace('_', ' ')} |" in rows for action in Action)
        assert all(relation.value.replace("_", " ") in rows for relation in Relation)
