"""Every word that a person reads, versioned. Standard library only, so that any layer may read it."""
