"""Every word that a person reads, versioned. Standard library only: any layer may read it."""
