"""From clauses to benefit rules, by code alone."""
