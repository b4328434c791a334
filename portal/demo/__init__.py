"""Demo data: deterministic for a given day. Each app adds its part of the history, so that no page is empty."""
