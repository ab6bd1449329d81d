"""The rules of PeerMap. Standard library only; frozen values; no clock, no randomness, no I/O."""
