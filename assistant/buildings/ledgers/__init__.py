"""Ledgers read, kept over their editions, and read out again."""
