"""The ground: tenancy, accounts, guides, jobs, audit, files, approvals, deadlines, and the shell around every page.

It names the apps above it by string only, and never imports them.
"""
