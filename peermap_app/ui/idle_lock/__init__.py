"""The idle lock of workers' pages."""
