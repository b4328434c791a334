"""Calculating a payout run, set by set: earnings, releases, payments. See steps.py for the order and what a kill does."""

from commissions.services.calculation.steps import CHUNK, Progress, calculate_step

__all__ = ["CHUNK", "Progress", "calculate_step"]
