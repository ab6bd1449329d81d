"""The keypad on which a young person chooses a PIN."""
