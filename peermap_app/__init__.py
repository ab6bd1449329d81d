"""PeerMap: draw a friendship map together, keep it by consent, and act together on linked cases."""
