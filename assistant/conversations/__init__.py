"""Conversations: what was asked and answered, for its owner to read again and for the bureau to learn from."""
