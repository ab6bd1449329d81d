"""Flags and links while processes, database and Redis are killed: nothing lost or doubled."""
