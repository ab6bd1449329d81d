"""Attacks over the real wire: see test_doors.py."""
