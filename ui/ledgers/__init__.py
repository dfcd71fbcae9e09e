"""台账看板: what staff watch and administrators decide about ledgers."""
