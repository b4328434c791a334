"""Pages of commissions, by noun."""
