"""Commissions: sales, earnings, the ledger, statements, payouts. Every figure here can be followed to the row it came from."""
