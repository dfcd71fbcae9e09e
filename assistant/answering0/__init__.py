"""A question into an answer: understood, evidenced, written or quoted, checked."""
