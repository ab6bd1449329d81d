"""When a flag that is sent is looked at again."""

REVIEW = "Look at this flag again on"
