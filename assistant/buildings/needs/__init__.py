"""A need in words becomes a requirement: the words are bound to the columns that the ledgers have."""
