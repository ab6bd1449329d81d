"""What kind of device asks to join, in the words that the worker sees."""

DEVICES: dict[str, str] = {
    "ipad": "iPad",
    "iphone": "iPhone",
    "android_tablet": "Android tablet",
    "android_phone": "Android phone",
    "chromebook": "Chromebook",
    "windows": "Windows computer",
    "mac": "Mac",
    "linux": "Linux computer",
    "other": "Another kind of device",
}


def device_of(user_agent: str) -> str:
    """The kind of a device by what its browser says of itself; a code of `DEVICES`.

    A hint for a person who looks at the tablet in front of them, and never more than that.
    """
    said = user_agent.lower()
    for sign, code in (
        ("ipad", "ipad"),
        ("iphone", "iphone"),
        ("cros", "chromebook"),
        ("windows", "windows"),
        ("macintosh", "mac"),
    ):
        if sign in said:
            return code
    if "android" in said:
        return "android_phone" if "mobile" in said else "android_tablet"
    return "linux" if "linux" in said else "other"
