"""The tier engine: what a guide asks, compiled, and judged of what is known of one partner."""
