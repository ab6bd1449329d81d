"""Which change of an account is an administrator's alone to make."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.accounts import LOOKS_BEYOND, Post, begins_anew
from peermap_app.domain.cases import Role

POSTS = st.builds(Post, st.sampled_from(Role), st.sampled_from([None, "west", "east"]))


@given(before=POSTS, after=POSTS)
def test_whoever_comes_to_see_more_begins_anew(before: Post, after: Post) -> None:
    """A new supervisor, data protection lead or administrator, and a supervisor of another team;
    never who only loses, and never a change of nothing."""
    if after.role not in LOOKS_BEYOND:
        expected = False
    elif before.role is not after.role:
        expected = True
    else:
        expected = after.role is Role.SUPERVISOR and before.team_id != after.team_id
    assert begins_anew(before, after) is expected
    assert not begins_anew(after, after)
