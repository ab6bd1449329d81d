"""Trying the board on made-up animals: nothing of it leaves the page."""
