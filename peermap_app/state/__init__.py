"""Thin states, one module a screen: who asks, parse, one service call, present (see guarded.py)."""
