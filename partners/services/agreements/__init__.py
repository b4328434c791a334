"""Agreements: sending, signing, papers, ends. Every write of theirs."""
