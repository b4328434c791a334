"""What people type about partners, by noun."""
