"""Turning alerts on and off in the browser that shows the page."""
