"""What people type in commissions, by noun."""
