"""Keeps a page's last known phase while the connection comes back."""
