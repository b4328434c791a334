"""Leads: possible customers that partners register, how long each is protected, and the deals they become.

Knows nothing of money earned; commissions reads deals.
"""
