"""Our own routes and wrappers beside the pages: sign in, join, health, the guard, headers."""
