"""What is on screens now: rooms of drawings, open pages, and the one place that reaches a page."""
