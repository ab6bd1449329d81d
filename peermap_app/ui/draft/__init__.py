"""Keeps a form that is half written."""
