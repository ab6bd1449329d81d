"""What is sealed opens in its own place with its own key, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.storage.sealing import Keys, SealBroken, Vault

MASTER, LOOKUP = bytes(range(32)), bytes(range(32, 64))
KEYS = Keys.of(MASTER, LOOKUP)
VALUE = {"reference": "HX-1187", "initials": "K", "born": 2011}


def a_vault(case_id: str = "case1") -> Vault:
    return KEYS.vault(case_id, KEYS.new_case_key(case_id))


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=12,
    )
)
def test_what_is_sealed_comes_back(value: object) -> None:
    """Any JSON-able value, with any letters, comes back as it was."""
    vault = a_vault()
    assert value == vault.open("flag", "row1", vault.seal("flag", "row1", value))


def test_sealing_twice_gives_different_bytes() -> None:
    """Equal values cannot be told to be equal from what is stored."""
    vault = a_vault()
    assert vault.seal("flag", "row1", VALUE) != vault.seal("flag", "row1", VALUE)


@pytest.mark.parametrize(
    ("kind", "row_id"), [("flag", "row2"), ("link", "row1"), ("fla", "g|row1"), ("", "flag|row1")]
)
@pytest.mark.attack("moved")
def test_a_value_does_not_open_in_another_place(kind: str, row_id: str) -> None:
    """A sealed value moved to another row or kind is refused."""
    vault = a_vault()
    blob = vault.seal("flag", "row1", VALUE)
    with pytest.raises(SealBroken):
        vault.open(kind, row_id, blob)


@pytest.mark.attack("moved")
def test_a_value_does_not_open_on_another_case() -> None:
    """Even with the same key, a row moved to another case does not open."""
    wrapped = KEYS.new_case_key("case1")
    blob = KEYS.vault("case1", wrapped).seal("flag", "row1", VALUE)
    with pytest.raises(SealBroken):
        a_vault("case2").open("flag", "row1", blob)
    with pytest.raises(SealBroken):
        KEYS.vault("case2", wrapped)


@given(where=st.integers(0, 200), bit=st.integers(0, 7))
def test_one_changed_bit_breaks_the_seal(where: int, bit: int) -> None:
    """No bit of what is stored can be changed unnoticed."""
    vault = a_vault()
    blob = bytearray(vault.seal("flag", "row1", VALUE))
    blob[where % len(blob)] ^= 1 << bit
    with pytest.raises(SealBroken):
        vault.open("flag", "row1", bytes(blob))


@pytest.mark.parametrize("blob", [b"", b"\x01", b"\x01" + bytes(20), b"\x02" + bytes(60)])
def test_a_cut_value_is_refused(blob: bytes) -> None:
    """What is too short or of another format is refused like what was changed."""
    with pytest.raises(SealBroken):
        a_vault().open("flag", "row1", blob)


@pytest.mark.attack("stolen")
def test_another_master_key_does_not_unwrap() -> None:
    """A copy of the database is worth nothing with another master key."""
    wrapped = Keys.of(bytes(32), LOOKUP).new_case_key("case1")
    with pytest.raises(SealBroken):
        KEYS.vault("case1", wrapped)


def test_the_error_says_nothing_of_the_value() -> None:
    """An exception of sealing can be logged: it names no value and no key."""
    vault = a_vault()
    blob = vault.seal("flag", "row1", VALUE)
    with pytest.raises(SealBroken) as caught:
        vault.open("flag", "row2", blob)
    assert not any(secret in repr(caught.value) for secret in ("HX-1187", "'K'", "2011"))
    assert "_key" not in repr(vault)
    assert repr(KEYS) == "Keys()"


def test_lookups_differ_by_kind_and_key() -> None:
    """The same value under another kind or another key is not recognised."""
    found = {
        KEYS.lookup("reference", "HX-1187"),
        KEYS.lookup("session", "HX-1187"),
        KEYS.lookup("referenc", "e|HX-1187"),
        Keys.of(MASTER, bytes(32)).lookup("reference", "HX-1187"),
    }
    assert len(found) == 4
    assert KEYS.lookup("reference", "HX-1187") == Keys.of(bytes(32), LOOKUP).lookup(
        "reference", "HX-1187"
    )


def test_a_root_key_has_32_bytes() -> None:
    """A short key is a mistake that stops the start."""
    with pytest.raises(ValueError, match="32 bytes"):
        Keys.of(b"short", LOOKUP)
