"""Where a push may go, what a browser may say of itself, and when a phone is silent."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.errors import Invalid
from peermap_app.domain.web_push import (
    A_DAY,
    MOST_ADDRESS,
    MOST_QUIET,
    Quiet,
    parse_address,
    parse_quiet,
    parse_subscription,
    said_at,
)
from peermap_app.words.dates import british

FCM = "https://fcm.googleapis.com/fcm/send/c0ffee:APA91b_x"
KEYS = {
    "p256dh": base64.urlsafe_b64encode(b"\x04" + bytes(64)).decode().rstrip("="),
    "auth": base64.urlsafe_b64encode(bytes(16)).decode().rstrip("="),
}
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))
HOURS = st.builds(
    lambda begins, lasts: Quiet(begins, (begins + lasts) % A_DAY),
    st.integers(0, A_DAY - 1),
    st.integers(1, MOST_QUIET * 60),
)


@pytest.mark.parametrize(
    "address",
    [
        FCM,
        "https://fcm.googleapis.com:443/fcm/send/x",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA_-",
        "https://web.push.apple.com/QOg",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYA%2bx%3d",
    ],
)
def test_known_push_services_are_gone_to(address: str) -> None:
    """Those of Chrome, Firefox, Safari and Edge."""
    assert parse_address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        *("", "x", None, 7, [FCM], {"href": FCM}),
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com",
        "https://fcm.googleapis.com:444/x",
        "https://fcm.googleapis.com:443@evil.example/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://evil.example/https://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilfcm.googleapis.com/x",
        "https://push.apple.com.evil.example/x",
        "https://.push.apple.com/x",
        "https://a..push.apple.com/x",
        "https://fcm.googleapis.com./x",
        "https://fcm.googleapis.com\\@evil.example/x",
        "https://fcm.googleapis.com/x#y",
        "https://fcm.googleapis.com/x\n",
        "https://fcm.googleapis.com/x y",
        "https://FCM.googleapis.com/x",
        "https://ﬀcm.googleapis.com/x",
        *("https://localhost/x", "http://127.0.0.1:3000/x", "https://[::1]/x"),
        *("https://169.254.169.254/latest/meta-data", "https://10.0.0.1/", "https://2130706433/"),
        *("file:///etc/passwd", "gopher://fcm.googleapis.com/x", "//fcm.googleapis.com/x"),
        f"https://fcm.googleapis.com/{'x' * MOST_ADDRESS}",
    ],
)
def test_nothing_else_is_gone_to(address: object) -> None:
    """No other host, no other port, no name before the host, no part after it, no plain http."""
    with pytest.raises(Invalid, match="push_address"):
        parse_address(address)


@given(st.text())
def test_whatever_is_sent_is_refused_or_of_a_known_service(text: str) -> None:
    """Any text: nothing falls over."""
    with pytest.raises(Invalid, match="push_address"):
        parse_address(text, {"push.example"})


def test_an_operator_may_allow_more() -> None:
    """Another service by https on its own port; this machine by whatever a test has."""
    assert parse_address("https://push.example/x", {"push.example"}) == "https://push.example/x"
    for wrong in ("http://push.example/x", "https://push.example:8443/x", "http://127.0.0.1:9/x"):
        with pytest.raises(Invalid):
            parse_address(wrong, {"push.example"})
    assert parse_address("http://127.0.0.1:9/x", {"127.0.0.1"}) == "http://127.0.0.1:9/x"


def test_a_subscription_as_browsers_say_it() -> None:
    """With and without the end of base64; more fields do no harm."""
    said = {"endpoint": FCM, "expirationTime": None, "keys": KEYS}
    padded = {**said, "keys": {**KEYS, "auth": KEYS["auth"] + "=="}}
    held = parse_subscription(said)
    assert (held.address, len(held.point), len(held.secret)) == (FCM, 65, 16)
    assert parse_subscription(padded) == held
    assert FCM not in repr(held)


@pytest.mark.parametrize(
    "keys",
    [
        *(None, [], "x", {}),
        {"p256dh": KEYS["p256dh"]},
        {**KEYS, "auth": KEYS["auth"] + "A"},
        {**KEYS, "auth": 7},
        {**KEYS, "p256dh": KEYS["p256dh"][:-2]},
        {**KEYS, "p256dh": "B" * 2000},
        {**KEYS, "p256dh": base64.urlsafe_b64encode(b"\x02" + bytes(64)).decode()},
        {**KEYS, "auth": "+/+/+/+/+/+/+/+/+/+/+A"},
    ],
)
def test_keys_that_are_none_are_refused(keys: object) -> None:
    """65 bytes that begin with 4, and 16 bytes; nothing else."""
    with pytest.raises(Invalid, match="push_shape"):
        parse_subscription({"endpoint": FCM, "keys": keys})


@given(HOURS, MOMENTS)
def test_quiet_ends_when_the_clock_on_the_wall_says_so(quiet: Quiet, now: datetime) -> None:
    """It is quiet from its first minute to its last; what is held back waits no longer than that,
    and a changing of the clocks makes it an hour more or less and never for good."""
    until = quiet.until(now)
    here = british(now)
    since = (here.hour * 60 + here.minute - quiet.begins) % A_DAY
    assert (until is not None) is (since < (quiet.ends - quiet.begins) % A_DAY)
    if until is not None:
        assert now < until <= now + timedelta(hours=MOST_QUIET + 1)
        there = british(until)
        changed = there - here != until - now
        assert changed or (there.hour * 60 + there.minute, there.second) == (quiet.ends, 0)
        assert changed or quiet.until(until) is None


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-24T22:00", "2026-11-25T07:00"),
        ("2026-11-25T06:59", "2026-11-25T07:00"),
        ("2026-07-01T21:00", "2026-07-02T06:00"),  # summer time
        ("2026-03-28T23:00", "2026-03-29T06:00"),  # the clocks go forward in this night
        ("2026-10-24T23:00", "2026-10-25T07:00"),  # and back in this one
        ("2026-11-25T07:00", None),
        ("2026-11-25T21:59", None),
    ],
)
def test_a_night_from_ten_to_seven(now: str, ends: str | None) -> None:
    """On the British clock, in winter, in summer and in the two nights between."""
    moment = datetime.fromisoformat(f"{now}+00:00")
    expected = datetime.fromisoformat(f"{ends}+00:00") if ends else None
    assert parse_quiet("22:00", "07:00") == Quiet(22 * 60, 7 * 60)
    assert Quiet(22 * 60, 7 * 60).until(moment) == expected


def test_quiet_hours_as_they_are_typed() -> None:
    """Two times, or none; never the whole day."""
    assert parse_quiet("", "") is None
    assert said_at(7 * 60 + 5) == "07:05"
    for begins, ends, code in (
        ("", "07:00", "time_shape"),
        ("22:00", "7", "time_shape"),
        ("24:00", "07:00", "time_shape"),
        (None, None, "time_shape"),
        ("٢٢:٠٠", "07:00", "time_shape"),
        ("07:00", "07:00", "quiet_long"),
        ("07:00", "21:01", "quiet_long"),
    ):
        with pytest.raises(Invalid, match=code):
            parse_quiet(begins, ends)
