"""Reading a young person's screen aloud, by voices on the device only."""
