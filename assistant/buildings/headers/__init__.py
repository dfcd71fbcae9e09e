"""What a ledger's columns hold, by their headers and their values."""
