"""What came in, as text, and what it is about."""
