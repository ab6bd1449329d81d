"""Thin states, one module a screen: who is asking, parse, one service call, present."""
