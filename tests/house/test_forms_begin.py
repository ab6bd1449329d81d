"""What a form begins with is filled in once its own page was read, never by a field's own default.

The form of one flag's correction began with another young person's text: a page that is opened
from another one holds what was read last until its own answer comes, a default is taken then, and
a field keeps it. `kept_form` fills when the page's own values are there, and again when they are
others, but never what somebody has typed into.
"""

from __future__ import annotations

import ast

from tests.house.code import PACKAGE, modules

MOUNTS_BEFORE = {"kept_mounted", "case_form_page"}
DEFAULTS = {"default_value", "default_checked"}
THE_SAME_EVERYWHERE = {"peermap_app.ui.pages.flag: view.review"}
"""In how many days a flag is looked at again is a setting: it is the same day for every case."""


def defaults() -> set[str]:
    """Each default that a page gives, of those whose form is there before the page was read."""
    return {
        f"{name}: {ast.unparse(given.value)}"
        for name, tree in modules(PACKAGE / "ui" / "pages")
        if MOUNTS_BEFORE & {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}
        for given in ast.walk(tree)
        if isinstance(given, ast.keyword) and given.arg in DEFAULTS
        if not isinstance(given.value, ast.Constant)
    }


def test_no_form_begins_with_what_another_page_held() -> None:
    """Where a form is mounted before its page was read, no field has a default that was read."""
    assert defaults() == THE_SAME_EVERYWHERE
