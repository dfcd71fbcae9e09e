"""Policies as texts: addresses of clauses, dates of validity, the figures they state."""
