"""Pages of tiers: scorecards, the portfolio, a partner's tiers."""
