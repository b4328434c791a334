"""A scorecard: its lines, as JSON, and as columns of a table."""
