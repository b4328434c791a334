"""Tiers for machines."""
