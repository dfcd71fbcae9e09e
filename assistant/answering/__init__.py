"""A question becomes an answer: understood, routed, evidenced, written or refused, and checked."""
