"""An exception that nobody expected, in the log: kinds and places, no data (see `logs`)."""

from peermap_app.logs import note

__all__ = ["note"]
