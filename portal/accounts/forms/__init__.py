"""What people type about themselves, colleagues and keys."""
