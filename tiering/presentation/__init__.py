"""Scorecards, tiers and benefits in the words and shapes of the pages."""
