"""Which column a phrase speaks of, and what of a ledger a stranger may see: columns of invented ledgers, and what learns from them."""
