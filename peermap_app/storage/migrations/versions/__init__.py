"""The revisions, each named by its date."""
