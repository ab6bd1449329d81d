"""The field of a note that two may write at once."""
