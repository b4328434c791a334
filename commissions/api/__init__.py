"""Commissions for machines."""
