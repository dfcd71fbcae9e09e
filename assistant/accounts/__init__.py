"""Who may do what: accounts, passwords, login tokens and API tokens."""
