"""Guides and figures of a year for machines."""
