"""Delivers what the outbox holds, never in a handler. May import services and live."""
