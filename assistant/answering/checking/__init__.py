"""Whether a sentence says what its passages say."""
