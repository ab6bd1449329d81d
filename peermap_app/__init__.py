"""PeerMap: draw friendships together, keep what was agreed, reach the right worker."""
