"""Suites of questions through the whole product: what came of each, the shares with their intervals, and what changed since a run before."""
