"""What is asked: a question, read once."""
