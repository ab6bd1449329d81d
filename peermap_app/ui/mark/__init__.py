"""The young person's own mark: a squiggle drawn by finger."""
